//! The invented data of the examples, made from seeds.
//!
//! Every series has a stream of random numbers of its own, so that a change to one leaves the others as they are. Only
//! integers are used: the last bit of a logarithm is not the same on every machine, an integer is.

mod moment;
mod random;
mod service_desk;
mod shop;

/// The data files of an example: each its path inside the example, and its bytes.
pub type Files = Vec<(String, Vec<u8>)>;

/// The examples whose data are made here, by the name of their folder.
pub fn examples() -> [(&'static str, Files); 2] {
    [("service-desk", service_desk::files()), ("shop", shop::files())]
}

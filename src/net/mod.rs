//! Floor 2: other machines over HTTP, asked politely.
//!
//! A [`Client`] is one for a run of the program. It gives a [`Line`] to each system that is asked: whom it trusts, which
//! proxy it goes through, and within which [`Limits`]. A [`Request`] on a line either gives the whole [`Response`] or a
//! [`Failure`] that says in plain words what happened.
//!
//! - **Time** is bounded: for connecting, for silence, and for everything together, tries and waits included.
//! - **Size** is bounded, also after decompression.
//! - **Pressure** is bounded: so many requests to a host at the same time and no more. A place is kept while waiting for
//!   the next try, so a server that asks for patience gets it from everybody.
//! - **Tries** are repeated, ever later, where that may help: no connection, a connection that ended too early, and the
//!   statuses 429, 502, 503 and 504. A request that makes something new is repeated only where it surely did not arrive.
//! - **Redirects** of questions are followed on the same scheme, host and port only. Credentials never go anywhere else.
//! - **A wish to stop** ends all of it within moments: connections are shut, waits end.
//!
//! Proxies come from `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` ([`Proxies`]) or from the declaration of a
//! system. Trust comes from the platform (which honours `SSL_CERT_FILE`), or from certificates that are given.
//!
//! | file | knows |
//! |---|---|
//! | `address` | URLs, and whether two of them lead to the same place |
//! | `cancel` | a wish to stop |
//! | `client` | lines to systems, and tries after tries |
//! | `exchange` | one try, with its redirects |
//! | `failure` | what went wrong, in plain words |
//! | `gate` | how many requests a host gets at the same time |
//! | `message` | requests and responses |
//! | `patience` | how long to wait for the next try |
//! | `proxy` | through whom a host is reached |
//! | `trust` | whom to believe that they are who they say |

mod address;
mod cancel;
mod client;
mod exchange;
mod failure;
mod gate;
mod message;
mod patience;
mod proxy;
mod trust;

pub use address::{Address, AddressError};
pub use cancel::Cancel;
pub use client::{Client, Limits, Line, Options};
pub use failure::{Failure, Trouble};
pub use message::{Request, Response, base64, form, percent_encoded};
pub use proxy::{Proxies, ProxyError};
pub use trust::{Trust, TrustError};

//! The directory: who the owners of things are, and by which names history knows them.

use std::collections::BTreeMap;

use super::name::Owner;
use crate::text::Place;

/// Owners by handle or mail address.
pub type Directory = BTreeMap<Owner, Entry>;

/// Somebody in the directory.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What people call them, as in their commits.
    pub name: Option<String>,
    /// Their mail addresses, as in their commits.
    pub mail: Vec<String>,
    /// Of a team: who is in it.
    pub members: Vec<Owner>,
    /// What they are; told by the handle and the members unless declared.
    pub kind: Option<OwnerKind>,
    /// Where they are declared.
    pub place: Place,
}

/// What an owner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnerKind {
    /// A person, whose commits can be told from others.
    Person,
    /// A team, which commits through its members.
    Team,
}

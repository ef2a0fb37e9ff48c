//! Who asks: a program for itself, or for a participant.

use std::fmt;

mod sealed {
    pub trait Sealed {}
}

/// For whom a [`Client`](crate::rest::Client) asks: [`Machine`] or [`User`].
pub trait Actor: sealed::Sealed + Clone + fmt::Debug + Send + Sync + 'static {}

/// The program itself, by its own credentials.
///
/// The server lets such a token act as the organisation's first confirmed administrator: what it
/// sees, and what `can_create_proposals` and drafts in lists tell, are that person's.
#[derive(Clone, Copy, Debug)]
pub enum Machine {}

/// A participant, by a token that was issued for them.
#[derive(Clone, Copy, Debug)]
pub enum User {}

impl sealed::Sealed for Machine {}
impl sealed::Sealed for User {}
impl Actor for Machine {}
impl Actor for User {}

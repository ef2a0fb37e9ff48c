//! A copy in memory.

use std::collections::BTreeMap;
use std::convert::Infallible;

use super::Store;
use super::staged::{Rows, Staged};
use crate::sync::change::Change;
use crate::sync::key::Key;
use crate::sync::mode::Mode;
use crate::sync::state::State;

/// A copy in memory, such as for tests and for programs that run all the time.
///
/// It holds the changes of a run besides the copy until they are committed.
#[derive(Debug)]
pub struct Memory<T> {
    rows: Rows<T>,
    state: State,
    staged: Staged<T>,
}

impl<T> Memory<T> {
    /// An empty copy.
    pub fn new() -> Self {
        Self { rows: Rows::default(), state: State::new(), staged: Staged::default() }
    }

    /// The state that was committed last, in which the next run begins. [`State::new`] if there was none.
    pub fn state(&self) -> State {
        self.state.clone()
    }

    /// The rows, by their keys.
    pub fn rows(&self) -> &BTreeMap<Key, T> {
        &self.rows.keyed
    }

    /// The rows without a key.
    pub fn rows_without_key(&self) -> &[T] {
        &self.rows.others
    }
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Send> Store<T> for Memory<T> {
    type Error = Infallible;

    async fn state(&mut self) -> Result<State, Infallible> {
        Ok(self.state.clone())
    }

    async fn begin(&mut self, mode: Mode) -> Result<(), Infallible> {
        self.staged = Staged::begin(mode);
        Ok(())
    }

    async fn write(&mut self, change: Change<T>) -> Result<(), Infallible> {
        self.staged.note(change, |row| row);
        Ok(())
    }

    async fn commit(&mut self, state: State) -> Result<(), Infallible> {
        std::mem::take(&mut self.staged).apply(&mut self.rows);
        self.state = state;
        Ok(())
    }

    async fn rollback(&mut self) -> Result<(), Infallible> {
        self.staged = Staged::default();
        Ok(())
    }
}

//! The thread that carries the connections and the timers of all blocking calls.

use std::future::pending;
use std::sync::{Mutex, PoisonError, mpsc};
use std::{io, process, thread};

use tokio::runtime::{Builder, Handle};

use super::context;
use crate::{Error, ErrorKind};

const NAME: &str = "civic-blocking";

static RUNNING: Mutex<Option<Running>> = Mutex::new(None);

struct Running {
    /// A process made by `fork` has the memory of its parent, and not its threads.
    process: u32,
    runtime: Handle,
}

/// The runtime of that thread, which is started where it does not run.
pub(super) fn runtime() -> Result<Handle, Error> {
    if context::serves() {
        return Err(Error::invalid_input(
            "a blocking call on the thread `civic-blocking` would wait for itself: await it there",
        ));
    }
    found_or(&RUNNING, process::id(), start).map_err(|error| {
        let message = "the thread `civic-blocking` could not be started";
        Error::new(ErrorKind::Connect, message).with_source(error)
    })
}

fn found_or(
    running: &Mutex<Option<Running>>,
    process: u32,
    start: impl FnOnce() -> io::Result<Handle>,
) -> io::Result<Handle> {
    let mut running = running.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = running.as_ref().filter(|it| it.process == process) {
        return Ok(found.runtime.clone());
    }
    let runtime = start()?;
    *running = Some(Running { process, runtime: runtime.clone() });
    Ok(runtime)
}

fn start() -> io::Result<Handle> {
    let (tell, told) = mpsc::channel();
    // The runtime is built, and should that fail dropped, where that is allowed: not in async code.
    thread::Builder::new().name(NAME.to_owned()).spawn(move || {
        context::serve();
        let runtime = Builder::new_current_thread().enable_all().thread_name(NAME).build();
        match runtime {
            Ok(runtime) => {
                // Whoever asked waits for it.
                let _ = tell.send(Ok(runtime.handle().clone()));
                runtime.block_on(pending::<()>());
            }
            Err(error) => drop(tell.send(Err(error))),
        }
    })?;
    told.recv().unwrap_or_else(|_| Err(io::Error::other("the thread ended")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused() -> io::Result<Handle> {
        Err(io::ErrorKind::OutOfMemory.into())
    }

    #[test]
    fn one_thread_serves_a_process_and_another_its_child() {
        let running = Mutex::new(None);
        let first = found_or(&running, 1, start).unwrap();
        let again = found_or(&running, 1, refused).unwrap();
        assert_eq!(first.id(), again.id());
        let child = found_or(&running, 2, start).unwrap();
        assert_ne!(first.id(), child.id());
    }

    #[test]
    fn a_thread_that_could_not_be_started_is_tried_again() {
        let running = Mutex::new(None);
        assert!(found_or(&running, 1, refused).is_err());
        assert!(found_or(&running, 1, start).is_ok());
    }

    #[test]
    fn it_has_its_name() {
        let name = async { thread::current().name().map(str::to_owned) };
        let name = start().unwrap().spawn(name);
        let name = Builder::new_current_thread().build().unwrap().block_on(name).unwrap();
        assert_eq!(name.as_deref(), Some("civic-blocking"));
    }
}

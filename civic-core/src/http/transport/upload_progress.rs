//! How much of a request's body has gone out.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// How many bytes go into one piece of a body whose progress is reported.
#[cfg(any(feature = "reqwest", feature = "testing"))]
pub(crate) const PIECE: usize = 16 * 1024;

/// Tells the caller how much of a request's body has gone out. The pipeline puts it among the extensions
/// of a request whose caller asked for it; a [`Transport`](super::Transport) calls
/// [`sent`](Self::sent). One that does not is no worse: the caller hears of the end when a success is
/// answered.
///
/// ```
/// use civic_core::http::transport::UploadProgress;
///
/// /// Part of a transport of one's own: the bytes of this piece were handed to the connection.
/// fn wrote(request: &http::Request<bytes::Bytes>, so_far: u64) {
///     if let Some(progress) = request.extensions().get::<UploadProgress>() {
///         progress.sent(so_far);
///     }
/// }
/// ```
#[derive(Clone)]
pub struct UploadProgress(Arc<Inner>);

type Tell = dyn Fn(u64, u64) + Send + Sync;

struct Inner {
    tell: Arc<Tell>,
    total: u64,
    /// The most that was reported.
    told: Mutex<Option<u64>>,
}

impl UploadProgress {
    pub(crate) fn new(tell: Arc<Tell>, total: usize) -> Self {
        let total = u64::try_from(total).unwrap_or(u64::MAX);
        Self(Arc::new(Inner { tell, total, told: Mutex::new(None) }))
    }

    /// So many bytes have gone out, of all. The caller is told where that is more than before: what is
    /// sent once more, after a refused token for example, counts only beyond that.
    pub fn sent(&self, bytes: u64) {
        let bytes = bytes.min(self.0.total);
        let mut told = self.0.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.is_none_or(|told| told < bytes) {
            *told = Some(bytes);
            (self.0.tell)(bytes, self.0.total);
        }
    }

    /// How many bytes there are to send.
    pub fn total(&self) -> u64 {
        self.0.total
    }
}

/// Shows how many bytes were sent, of how many.
impl fmt::Debug for UploadProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = *self.0.told.lock().unwrap_or_else(PoisonError::into_inner);
        f.debug_struct("UploadProgress")
            .field("sent", &told.unwrap_or(0))
            .field("total", &self.0.total)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_goes_back_and_never_beyond_the_total() {
        let heard: Arc<Mutex<Vec<(u64, u64)>>> = Arc::default();
        let steps = Arc::clone(&heard);
        let tell = move |sent, total| steps.lock().unwrap().push((sent, total));
        let progress = UploadProgress::new(Arc::new(tell), 10);
        for bytes in [0, 4, 2, 4, 12, 10] {
            progress.sent(bytes);
        }
        assert_eq!(*heard.lock().unwrap(), [(0, 10), (4, 10), (10, 10)]);
    }
}

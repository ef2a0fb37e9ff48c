//! How long a caller waits, by a clock that is virtual and therefore exact.

use std::time::Duration;

/// The longest that a call may take: the deadline of its work, the cap on waits for rate limits and
/// an attempt that ends late, and the same for a token.
const LONGEST_CALL: Duration = Duration::from_secs(2 * (60 + 200 + 30));

/// The time since a run's start, and the requests that arrived so far.
type Look = Box<dyn Fn() -> (Duration, u64) + Send + Sync>;

/// Times what a caller waits for.
pub(crate) struct Watch(Option<Look>);

impl Watch {
    pub(crate) fn by(look: impl Fn() -> (Duration, u64) + Send + Sync + 'static) -> Self {
        Self(Some(Box::new(look)))
    }

    /// Where time is the machine's, or of no interest.
    pub(crate) fn off() -> Self {
        Self(None)
    }

    /// The result of one call, which ends within the time that it has.
    pub(crate) async fn call<T>(&self, call: impl IntoFuture<Output = T>) -> Result<T, String> {
        self.timed(call, |_| 1).await
    }

    /// The next item of a stream: one call that was under way, and those that it made meanwhile.
    pub(crate) async fn item<T>(&self, item: impl IntoFuture<Output = T>) -> Result<T, String> {
        self.timed(item, |requests| 1 + requests).await
    }

    async fn timed<T>(
        &self,
        wait: impl IntoFuture<Output = T>,
        calls: impl Fn(u64) -> u64,
    ) -> Result<T, String> {
        let Some(look) = &self.0 else { return Ok(wait.await) };
        let (begun, before) = look();
        let result = wait.await;
        let (ended, after) = look();
        let (took, calls) = (ended.saturating_sub(begun), calls(after.saturating_sub(before)));
        let most = LONGEST_CALL * u32::try_from(calls).unwrap_or(u32::MAX);
        if took > most {
            return Err(format!("a wait of {took:?}, more than the {most:?} of {calls} calls"));
        }
        Ok(result)
    }
}

//! What can go wrong, and how far a request got.

/// What went wrong, in one word.
///
/// More kinds may be added; match with a wildcard arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An invalid argument or configuration. Nothing was sent.
    InvalidInput,
    /// No connection: unknown host, refused, unreachable, or a failed TLS handshake.
    Connect,
    /// An attempt, a stalled body or the whole request took longer than allowed.
    Timeout,
    /// The connection broke while the request or the answer was under way.
    Transport,
    /// The answer is larger than the limit set for bodies.
    BodyTooLarge,
    /// The rate limit, the server's or the client's own, would make this wait longer than allowed.
    #[doc(alias = "Throttled")]
    RateLimited,
    /// The platform refuses the credentials.
    #[doc(alias = "login")]
    Credentials,
    /// The platform refuses the token, also after it was replaced by a new one.
    Unauthorized,
    /// The platform does not allow this to the caller.
    Forbidden,
    /// There is no such record or path.
    NotFound,
    /// The platform refuses what was sent (400, 409, 422 and the like).
    Rejected,
    /// The server failed (5xx).
    Server,
    /// The server answered with a redirect, which this client does not follow.
    Redirect,
    /// Any other status that is not a success.
    Status,
    /// The answer cannot be decoded.
    Decode,
    /// The answers contradict each other or the protocol: a repeated cursor, a wrong page.
    Protocol,
    /// A checkpoint that belongs to another list, client or version.
    Checkpoint,
    /// A state of a sync that belongs to another list, host or client.
    SyncState,
    /// This server does not offer what was asked for.
    Unsupported,
    /// A cassette that cannot be written or read, or a request that it does not hold.
    Cassette,
}

/// Whether the request reached the server, as far as the client can know.
///
/// Ordered by how far it got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sent {
    /// Certainly not: doing it again does it once.
    No,
    /// Perhaps: the connection broke after something may have gone out.
    Maybe,
    /// Yes: the server answered.
    Yes,
}

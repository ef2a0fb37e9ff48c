//! A share of the hosts, so that machines need not talk to each other about who reads what.

use std::fmt;
use std::str::FromStr;

/// One share of so many: `3/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    /// From 1.
    number: u64,
    of: u64,
}

impl Shard {
    /// All hosts.
    pub(crate) const WHOLE: Self = Self { number: 1, of: 1 };

    /// Whether a host belongs to this share. It depends only on the host's name, so that it stays where it is
    /// when others come and go.
    pub(crate) fn has(self, host: &str) -> bool {
        fnv1a(host) % self.of == self.number - 1
    }

    /// The name of the manifest of this share.
    pub(crate) fn manifest(self) -> String {
        match self {
            Self::WHOLE => "_manifest.jsonl".to_owned(),
            Self { number, of } => format!("_manifest-{number}-of-{of}.jsonl"),
        }
    }
}

/// A hash that is the same on every machine and in every version.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let shard = text.split_once('/').and_then(|(number, of)| {
            let (number, of) = (number.parse().ok()?, of.parse().ok()?);
            (number >= 1 && number <= of).then_some(Self { number, of })
        });
        shard.ok_or_else(|| "must be a share of all, such as 3/8".to_owned())
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_host_belongs_to_one_share() {
        let hosts: Vec<String> = (0..1000).map(|n| format!("site-{n}.example.org")).collect();
        let mut shares = [0; 8];
        for host in &hosts {
            let of: Vec<_> =
                (1..=8).filter(|number| Shard { number: *number, of: 8 }.has(host)).collect();
            assert_eq!(of.len(), 1, "{host}");
            shares[usize::try_from(of[0]).unwrap() - 1] += 1;
        }
        assert!(shares.iter().all(|share| (90..160).contains(share)), "{shares:?}");
        assert!(hosts.iter().all(|host| Shard::WHOLE.has(host)));
    }

    #[test]
    fn a_share_is_one_of_those_there_are() {
        assert_eq!("3/8".parse(), Ok(Shard { number: 3, of: 8 }));
        for text in ["", "3", "0/8", "9/8", "3/0", "a/b", "3/8/1", "-1/2"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}

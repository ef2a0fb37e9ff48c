//! Whom a file of hosts names, and what they are told.

use std::fs;

use civic_sandbox::{Decidim, Server};
use tempfile::TempDir;

use crate::tool::{civic, ran, run};

/// The secrets of the environment are one platform's, and a file of hosts names strangers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_go_to_nobody_who_has_no_profile() {
    let site = Decidim::builder().seed(1).no_rate_limit().build();
    let server = Server::start(site.clone()).await.unwrap();
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("hosts"), format!("decidim {}\n", server.url())).unwrap();
    let settings = [
        ("DECIDIM_URL", "https://decidim.example.org"),
        ("DECIDIM_API_KEY", "a-key"),
        ("DECIDIM_API_SECRET", "s3cr3t"),
    ];
    let words = [
        "harvest",
        "--hosts",
        "hosts",
        "--lists",
        "decidim/participatory_processes",
        "--into",
        "d",
    ];
    let (code, _, err) = ran(civic(folder.path(), &settings, &words).output().unwrap());
    assert_eq!(code, 0, "{err}");
    let requests = site.requests();
    assert!(!requests.is_empty());
    for request in requests {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let sent = format!("{} {:?} {body}", request.path, request.headers);
        assert!(!sent.contains("s3cr3t") && !sent.contains("a-key"), "{sent}");
    }
}

#[test]
fn a_file_of_hosts_that_is_wrong_is_told_before_anything_is_read() {
    let folder = TempDir::new().unwrap();
    let words = ["harvest", "--hosts", "hosts", "--lists", "govocal/ideas", "--into", "dataset"];
    let check = |told: &str| {
        let (code, out, err) = run(folder.path(), &words);
        assert_eq!((code, out.as_str(), err.lines().count()), (2, "", 1), "{err}");
        assert!(err.contains(told) && !err.contains("s3cr3t"), "{err}");
        assert!(!folder.path().join("dataset").exists());
    };
    check("cannot read the hosts in hosts: No such file");
    for (hosts, told) in [
        ("", "no host has the list govocal/ideas"),
        ("decidim https://x", "no host has the list govocal/ideas"),
        ("govocal https://u:s3cr3t@x region", "hosts, line 1: an address must look like"),
        ("govocal https://x", "hosts, line 1: govocal needs secrets: name a profile"),
        ("\n\ngovocal https://x region", "cannot read the profiles in civic.toml"),
        ("wiki https://x", "hosts, line 1: there is no kind \"wiki\""),
    ] {
        fs::write(folder.path().join("hosts"), hosts).unwrap();
        check(told);
    }
    fs::write(folder.path().join("hosts"), b"decidim https://\xff").unwrap();
    check("cannot read the hosts in hosts: ");
    fs::write(folder.path().join("dataset"), "").unwrap();
    let words = ["harvest", "--lists", "petitions/petitions", "--into", "dataset"];
    let (code, _, err) = run(folder.path(), &words);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("cannot write dataset: it is not a folder"), "{err}");
    for shard in ["0/3", "4/3", "x"] {
        let words = ["harvest", "--lists", "petitions/petitions", "--into", "d", "--shard", shard];
        let (code, _, err) = run(folder.path(), &words);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("must be a share of all, such as 3/8"), "{err}");
    }
}

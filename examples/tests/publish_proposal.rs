//! The program that publishes a proposal, without settings.
#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use std::process::Command;

#[test]
fn it_publishes_in_the_embedded_sandbox() {
    let ran = Command::new(env!("CARGO_BIN_EXE_publish-proposal"))
        .env_remove("DECIDIM_URL")
        .env_remove("DECIDIM_COMPONENT")
        .env("DECIDIM_TITLE", "Shade for the market square")
        .output()
        .unwrap();
    let (said, complained) =
        (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{complained}");
    assert!(said.contains("published proposal"), "{said}");
    assert!(said.contains("Shade for the market square"), "{said}");
}

#[test]
fn it_withdraws_what_the_site_does_not_take_and_says_why() {
    let ran = Command::new(env!("CARGO_BIN_EXE_publish-proposal"))
        .env_remove("DECIDIM_URL")
        .env_remove("DECIDIM_COMPONENT")
        .env("DECIDIM_BODY", "")
        .output()
        .unwrap();
    assert!(!ran.status.success());
    assert!(String::from_utf8_lossy(&ran.stdout).contains("withdrew the draft"));
    let complained = String::from_utf8_lossy(&ran.stderr);
    assert!(complained.contains("Body cannot be blank"), "{complained}");
}

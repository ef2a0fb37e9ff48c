//! What the platform does not have does not compile, and the compiler says why in our words.
//!
//! What it says besides changes with its version, so only `.ci/run` runs this. `TRYBUILD=overwrite`
//! writes its words down anew.

#[test]
#[ignore = "the compiler's words are those of one version: .ci/run runs it"]
fn what_the_platform_does_not_have_does_not_compile_and_says_why() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}

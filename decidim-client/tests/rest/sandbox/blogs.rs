//! Writing blog posts, which 0.3 brought (`blogs_controller.rb`, `blogs_operations.rb`, v0.3.4).

use civic_core::Sent;
use civic_sandbox::RestVersion;
use decidim_client::rest::ServerError;
use decidim_client::rest::jobs::Submitted;
use decidim_client::rest::resources::BlogPostChange;
use decidim_client::{ErrorKind, Multiloc};
use jiff::Timestamp;

use super::newer::requests;
use super::{every_version, machine, participant, platform};
use crate::bench::Bench;

fn open_day() -> BlogPostChange {
    let moment: Timestamp = "2026-11-01T09:00:00Z".parse().unwrap();
    BlogPostChange::new()
        .title(&Multiloc::single("en", "Open day"))
        .body(&Multiloc::single("en", "<p>On Saturday</p>"))
        .published_at(moment)
}

#[test]
fn a_post_cannot_be_written_before_0_3_and_fails_with_a_reason_in_0_3_4() {
    every_version(|version, bench| {
        let user = participant(&bench);
        let (posts, _) = bench.read(&mut user.blogs().list().stream());
        let (post, component) = (&posts[0], bench.platform.component_ids("Blogs")[0]);
        let mut errors = Vec::new();
        let sent = requests(&bench, || {
            let blogs = user.blogs();
            errors.push(bench.run(blogs.create(component, &open_day())).unwrap_err());
            errors.push(bench.run(blogs.update(&post.id, &open_day())).unwrap_err());
            errors.push(bench.run(blogs.delete(&post.id)).unwrap_err());
        });
        for error in &errors {
            if version < RestVersion::V0_3 {
                assert_eq!(
                    (error.kind(), error.was_sent()),
                    (ErrorKind::Unsupported, Sent::No),
                    "{error}"
                );
                continue;
            }
            assert_eq!(error.kind(), ErrorKind::Server, "{error}");
            assert!(error.hint().unwrap().contains("releases 0.3.0 to 0.3.4"), "{error}");
            let Some(ServerError::Job(failure)) = ServerError::of(error) else { panic!("{error}") };
            assert!(failure.class.is_some(), "{failure:?}");
        }
        if version < RestVersion::V0_3 {
            assert_eq!(sent, 0, "{version:?}");
        }
        let (left, _) = bench.read(&mut user.blogs().list().stream());
        assert_eq!(left.len(), posts.len());
    });
}

#[test]
fn where_the_server_can_do_it_a_job_writes_changes_and_deletes_a_post() {
    let bench = Bench::new(platform(RestVersion::V0_3).mended_rest_writes(true));
    let user = participant(&bench);
    let component = bench.platform.component_ids("Blogs")[0];
    let post = bench.run(user.blogs().create(component, &open_day())).unwrap();
    assert_eq!((post.kind.as_str(), post.attributes.title.get("en")), ("blog", Some("Open day")));
    assert!(post.attributes.published_at.is_some());
    // Never by the paths that are broken.
    assert!(bench.platform.requests().iter().all(|seen| !seen.path.ends_with("/sync")));

    let change = BlogPostChange::new().title(&Multiloc::single("ca", "Portes obertes"));
    let site = machine(&bench);
    let submitted = bench.run(site.blogs().update(&post.id, &change).enqueue()).unwrap();
    let Submitted::Queued(job) = submitted else { panic!("{submitted:?}") };
    let changed = bench.run(job.finished()).unwrap();
    assert_eq!(changed.attributes.title.get("ca"), Some("Portes obertes"));
    assert_eq!(changed.attributes.title.get("en"), None, "a title is replaced in all locales");
    assert_eq!(changed.attributes.body, post.attributes.body);

    let gone = bench.run(site.blogs().delete(&post.id)).unwrap();
    assert_eq!(gone, changed);
    let error = bench.run(site.blogs().get(&post.id)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let error = bench.run(site.blogs().delete(&post.id)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
}

#[test]
fn a_post_without_title_or_text_and_an_empty_change_are_not_sent() {
    let bench = Bench::new(platform(RestVersion::V0_3));
    let user = participant(&bench);
    bench.run(user.version()).unwrap();
    let half = BlogPostChange::new().title(&Multiloc::single("en", "Open day"));
    let sent = requests(&bench, || {
        for error in [
            bench.run(user.blogs().create(46, &half)).unwrap_err(),
            bench.run(user.blogs().create("", &open_day())).unwrap_err(),
            bench.run(user.blogs().update(1, &BlogPostChange::new())).unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        }
    });
    assert_eq!(sent, 0);
}

//! Attachments, which 0.3 brought (`attachments_controller.rb`, `attachments_operations.rb`, v0.3.4).

use civic_core::Sent;
use civic_sandbox::RestVersion;
use decidim_client::ErrorKind;
use decidim_client::rest::Id;
use decidim_client::rest::resources::{
    AttachedTo, AttachmentChange, FileType, NewAttachment, NewUpload,
};

use super::newer::{reads, refused, requests};
use super::roles::with_scopes;
use super::{every_version, machine, platform};
use crate::bench::Bench;

/// The MD5 of nothing.
const CHECKSUM: &str = "1B2M2Y8AsgTpgAmY7PhCfg==";

fn plan(signed_id: &str) -> NewAttachment {
    NewAttachment::new(signed_id, AttachedTo::Assembly, 1, "Plan", "1:500").weight(3)
}

#[test]
fn attachments_are_refused_before_0_3_and_listed_read_changed_and_deleted_since() {
    every_version(|version, bench| {
        if version < RestVersion::V0_3 {
            let site = machine(&bench);
            bench.run(site.version()).unwrap();
            let sent = requests(&bench, || {
                let (files, change) = (site.attachments(), AttachmentChange::new("Plan", "1:500"));
                let upload = NewUpload::new("plan.pdf", 0, CHECKSUM);
                for error in [
                    refused!(bench, files.list()),
                    bench.run(files.get(1)).unwrap_err(),
                    bench.run(files.direct_upload(&upload)).unwrap_err(),
                    bench.run(files.create(&plan("x"))).unwrap_err(),
                    bench.run(files.update(1, &change)).unwrap_err(),
                    bench.run(files.delete(1)).unwrap_err(),
                ] {
                    assert_eq!(
                        (error.kind(), error.was_sent()),
                        (ErrorKind::Unsupported, Sent::No),
                        "{error}"
                    );
                }
            });
            assert_eq!(sent, 0, "{version:?}");
            return;
        }
        let site = with_scopes(&bench, ["public", "attachments"]);
        let files = site.attachments();
        let all = reads!(bench, files.list());
        assert!(all.len() > 25, "{}", all.len());
        for size in [9, 25, 101, 500] {
            assert_eq!(reads!(bench, files.list().page_size(size)).len(), all.len(), "{size}");
        }
        let read = bench.run(files.get(&all[0].id)).unwrap();
        assert_eq!(read, all[0]);
        let of = all[0].attributes.attached_to.as_ref().unwrap();
        let some = reads!(bench, files.list().attached_to(of.kind.clone(), &of.id));
        assert!(!some.is_empty() && some.len() < all.len());
        assert!(some.iter().all(|it| it.attributes.attached_to.as_ref() == Some(of)));
        let pictures = reads!(bench, files.list().file_type(FileType::Image));
        let is_picture = |kind: &Option<FileType>| *kind == Some(FileType::Image);
        assert!(pictures.iter().all(|it| is_picture(&it.attributes.file_type)));
        assert!(!pictures.is_empty());

        let change = AttachmentChange::new("Plan", "1:200").weight(9);
        let changed = bench.run(files.update(&all[0].id, &change)).unwrap();
        assert_eq!(changed.attributes.title.get("en"), Some("Plan"));
        assert_eq!(changed.attributes.weight, Some(9));
        bench.run(files.delete(&all[0].id)).unwrap();
        let error = bench.run(files.get(&all[0].id)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
        assert_eq!(reads!(bench, files.list()).len(), all.len() - 1);
    });
}

#[test]
fn what_is_created_and_answered_with_a_500_is_found_in_the_list() {
    let bench = Bench::new(platform(RestVersion::V0_3));
    let site = with_scopes(&bench, ["public", "attachments"]);
    let upload = NewUpload::new("plan.pdf", 0, CHECKSUM).content_type("application/pdf");
    let announced = bench.run(site.attachments().direct_upload(&upload)).unwrap();
    assert_eq!(announced.filename.as_deref(), Some("plan.pdf"));
    assert_eq!(announced.byte_size, Some(0));
    assert!(announced.extra.is_empty(), "no word of where the bytes go: {announced:?}");
    let before = bench.platform.count("attachments");
    let plan = plan(&announced.signed_id);
    let error = bench.run(site.attachments().create(&plan)).unwrap_err();
    assert_eq!((error.kind(), error.was_sent()), (ErrorKind::Server, Sent::Yes), "{error}");
    assert!(error.hint().unwrap().contains("look for it in the list"), "{error}");
    // It was sent once, and is there.
    assert_eq!(bench.platform.count("attachments"), before + 1);
    let list = site.attachments().list().attached_to(AttachedTo::Assembly, 1);
    let found = reads!(bench, list);
    assert!(found.iter().any(|it| it.attributes.title.get("en") == Some("Plan")));
}

#[test]
fn where_the_server_answers_the_attachment_is_returned() {
    let bench = Bench::new(platform(RestVersion::V0_3).mended_rest_writes(true));
    let site = with_scopes(&bench, ["public", "attachments"]);
    let upload = NewUpload::new("map.png", 0, CHECKSUM).content_type("image/png");
    let announced = bench.run(site.attachments().direct_upload(&upload)).unwrap();
    let plan = plan(&announced.signed_id);
    let made = bench.run(site.attachments().create(&plan)).unwrap();
    assert_eq!(made.attributes.file_type, Some(FileType::Image));
    assert_eq!(made.attributes.weight, Some(3));
    let error = bench.run(site.attachments().create(&self::plan("x"))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    let nowhere = NewAttachment::new(&announced.signed_id, "Decidim::Assembly", 99, "a", "b");
    let error = bench.run(site.attachments().create(&nowhere)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    let sent = requests(&bench, || {
        let untitled = NewAttachment::new("x", AttachedTo::Assembly, 1, " ", "b");
        let unsummed = NewUpload::new("plan.pdf", 1, "d41d8cd98f00b204e9800998ecf8427e");
        let files = site.attachments();
        for error in [
            bench.run(files.create(&untitled)).unwrap_err(),
            bench.run(files.direct_upload(&unsummed)).unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        }
    });
    assert_eq!(sent, 0);
}

/// `apply_filters`, `form_params`, `update_form_params` (`attachments_operations.rb`, v0.3.4); Decidim's
/// `AttachmentForm` takes only the collections of the record.
#[test]
fn an_attachment_is_put_into_a_collection_and_found_in_it() {
    let bench = Bench::new(platform(RestVersion::V0_3).mended_rest_writes(true));
    let site = with_scopes(&bench, ["public", "attachments"]);
    let files = site.attachments();
    let collection_of = |process: u64| {
        let mut ids = bench.platform.ids("attachment_collections").into_iter();
        let held = |id: &u64| bench.platform.record("attachment_collections", *id).unwrap();
        ids.find(|id| held(id)["owner_id"].as_u64() == Some(process)).unwrap()
    };
    let (folder, foreign) = (collection_of(1), collection_of(2));
    let kept_in = |id: &Id| {
        let held = bench.platform.record("attachments", id.number().unwrap()).unwrap();
        held["attachment_collection_id"].as_u64()
    };
    let listed = || {
        let mut reading = files.list().collection(folder).stream();
        let (rows, errors) = bench.read(&mut reading);
        assert!(errors.is_empty() && reading.report().ignored_filters.is_empty(), "{errors:?}");
        rows
    };
    let before = listed();
    assert_eq!(before.len(), 1);
    assert_eq!(kept_in(&before[0].id), Some(folder));

    let upload = NewUpload::new("plan.pdf", 0, CHECKSUM);
    let signed_id = bench.run(files.direct_upload(&upload)).unwrap().signed_id;
    let of_process = AttachedTo::ParticipatoryProcess;
    let plan = NewAttachment::new(&signed_id, of_process.clone(), 1, "Plan", "1:500");
    let made = bench.run(files.create(&plan.clone().collection(folder))).unwrap();
    assert_eq!(made.attributes.attachment_collection_id, Some(Id::from(folder)));
    assert_eq!(kept_in(&made.id), Some(folder));
    let error = bench.run(files.create(&plan.collection(foreign))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");

    let loose = reads!(bench, files.list().attached_to(of_process, 1));
    let loose = loose.iter().find(|it| it.attributes.attachment_collection_id.is_none()).unwrap();
    let change = || AttachmentChange::new("Plan", "1:200");
    let changed = bench.run(files.update(&loose.id, &change().collection(folder))).unwrap();
    assert_eq!(changed.attributes.attachment_collection_id, Some(Id::from(folder)));
    assert_eq!(kept_in(&loose.id), Some(folder));
    // What is not named stays.
    bench.run(files.update(&loose.id, &change())).unwrap();
    assert_eq!(kept_in(&loose.id), Some(folder));
    let error = bench.run(files.update(&loose.id, &change().collection(foreign))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected, "{error}");
    let mut found: Vec<Id> = listed().into_iter().map(|it| it.id).collect();
    let mut wanted = vec![before[0].id.clone(), made.id, loose.id.clone()];
    for ids in [&mut found, &mut wanted] {
        ids.sort_by_key(Id::number);
    }
    assert_eq!(found, wanted);
}

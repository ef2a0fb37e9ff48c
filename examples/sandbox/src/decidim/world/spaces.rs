//! Participatory spaces of every kind.

use serde_json::{Value, json};

use super::discussion;
use super::kind::Kind;
use super::maker::{LATEST, Maker, OPENED, fields, reference};
use super::record::Fields;
use super::taxonomies;
use crate::moment::DAY;

pub(super) fn make(maker: &mut Maker<'_>) {
    let group = group(maker);
    let title = maker.name(("Public works", "Obra pública", "Obra pública"));
    let process_type = maker.add(Kind::ProcessType, None, OPENED, fields(json!({"title": title})));
    for number in 1..=maker.amount(Kind::Process, 4) {
        process(maker, number, group, process_type);
    }
    let title = maker.name(("Council", "Consell", "Consejo"));
    let assembly_type =
        maker.add(Kind::AssemblyType, None, OPENED, fields(json!({"title": title})));
    for number in 1..=maker.amount(Kind::Assembly, 3) {
        assembly(maker, number, assembly_type);
    }
    for number in 1..=maker.amount(Kind::Conference, 1) {
        conference(maker, number);
    }
    initiatives(maker);
    for number in 1..=maker.amount(Kind::Consultation, 1) {
        consultation(maker, number);
    }
    for number in 1..=maker.amount(Kind::Voting, 1) {
        let fields = space(maker, "voting", number);
        let published = fields.get("published_at").and_then(Value::as_i64).unwrap_or(OPENED);
        maker.add(Kind::Voting, None, published, fields);
    }
}

fn group(maker: &mut Maker<'_>) -> u64 {
    let title = maker.name(("City plan", "Pla de ciutat", "Plan de ciudad"));
    let description = maker.html();
    let group = json!({
        "title": title, "description": description, "hero_image": "/uploads/group/1.jpg",
    });
    maker.add(Kind::ProcessGroup, None, OPENED, fields(group))
}

/// What every space has. It opened long enough ago for content to follow.
fn space(maker: &mut Maker<'_>, word: &str, number: usize) -> Fields {
    let published = OPENED + i64::try_from(number).unwrap_or(0) * 97 * DAY + 36_000_000;
    let mut all = fields(json!({
        "slug": format!("{word}-{number}"),
        "published_at": published,
        "start_date": published.div_euclid(DAY) * DAY,
        "end_date": if number == 1 { Value::Null } else { json!((LATEST + 90 * DAY).div_euclid(DAY) * DAY) },
        "reference": reference(&word.get(..4).unwrap_or(word).to_uppercase(), published, number),
        "promoted": number == 1,
        "private_space": false,
        "is_transparent": true,
        "access_mode": "OPEN",
        "scopes_enabled": true,
        "show_statistics": true,
        "show_metrics": false,
        "hero_image": format!("/uploads/{word}/hero/{number}.jpg"),
        "banner_image": format!("/uploads/{word}/banner/{number}.jpg"),
        "hashtag": "climate",
        "weight": number,
    }));
    let filing = taxonomies::filing(maker, None);
    all.extend(fields(filing));
    for name in ["title", "subtitle"] {
        let title = maker.title(number);
        all.insert(name.to_owned(), title);
    }
    // Its title is never without text: people find a space by it.
    let title = maker.name(("Neighbourhood plan", "Pla de barri", "Plan de barrio"));
    all.insert("title".to_owned(), title);
    for name in [
        "description",
        "short_description",
        "announcement",
        "target",
        "participatory_scope",
        "participatory_structure",
        "meta_scope",
        "local_area",
        "developer_group",
        "purpose_of_action",
        "composition",
        "objectives",
        "slogan",
    ] {
        let text = maker.html();
        all.insert(name.to_owned(), text);
    }
    all
}

fn process(maker: &mut Maker<'_>, number: usize, group: u64, process_type: u64) {
    let mut process = space(maker, "participatory-process", number);
    process.insert("group_id".to_owned(), maker.or_null(40, group));
    process.insert("type_id".to_owned(), process_type.into());
    // The last of several processes is still in preparation: only administrators see it.
    if number > 3 && number == maker.amount(Kind::Process, 4) {
        process.insert("published_at".to_owned(), Value::Null);
    }
    let created = OPENED + i64::try_from(number).unwrap_or(0) * 97 * DAY;
    let id = maker.add(Kind::Process, None, created, process);
    let owner = (Kind::Process, id);
    taxonomies::categories(maker, owner);
    for position in 0..3_i64 {
        let title = maker.title(usize::try_from(position).unwrap_or(0) + 1);
        let description = maker.html();
        let step = fields(json!({
            "title": title,
            "description": description,
            "start_date": created + position * 30 * DAY,
            "end_date": created + (position + 1) * 30 * DAY,
            "active": position == 1,
            "position": position,
            "cta_path": null,
            "cta_text": {},
        }));
        maker.add(Kind::ProcessStep, Some(owner), created, step);
    }
    discussion::attachments(maker, owner, created, 2);
    let (name, description) = (maker.title(number), maker.html());
    let folder = fields(json!({"name": name, "description": description, "weight": 0}));
    let folder = maker.add(Kind::AttachmentCollection, Some(owner), created, folder);
    discussion::filed_attachment(maker, owner, created, folder);
}

fn assembly(maker: &mut Maker<'_>, number: usize, assembly_type: u64) {
    let mut assembly = space(maker, "assembly", number);
    let created = OPENED + i64::try_from(number).unwrap_or(0) * 97 * DAY;
    assembly.extend(fields(json!({
        "assembly_type_id": assembly_type,
        "parent_id": (number == 2).then_some(1),
        "creation_date": created,
        "created_by": "city_council",
        "area_id": 1,
        "twitter_handler": null,
    })));
    let id = maker.add(Kind::Assembly, None, created, assembly);
    taxonomies::categories(maker, (Kind::Assembly, id));
    let user = maker.user();
    let member = json!({"full_name": "Kit Example", "position": "president", "user_id": user,
        "weight": 0, "designation_date": created});
    maker.add(Kind::AssemblyMember, Some((Kind::Assembly, id)), created, fields(member));
    discussion::attachments(maker, (Kind::Assembly, id), created, 1);
}

fn conference(maker: &mut Maker<'_>, number: usize) {
    let conference = space(maker, "conference", number);
    let created = OPENED + i64::try_from(number).unwrap_or(0) * 97 * DAY;
    let id = maker.add(Kind::Conference, None, created, conference);
    let owner = Some((Kind::Conference, id));
    taxonomies::categories(maker, (Kind::Conference, id));
    let (position, bio, user) = (maker.title(1), maker.html(), maker.user());
    let speaker = json!({"full_name": "Lou Example", "position": position, "short_bio": bio,
        "affiliation": {}, "user_id": user});
    maker.add(Kind::ConferenceSpeaker, owner, created, fields(speaker));
    let partner = json!({"name": "Example Foundation", "partner_type": "main_promotor",
        "link": "https://foundation.example.org", "weight": 0});
    maker.add(Kind::ConferencePartner, owner, created, fields(partner));
    let title = maker.title(1);
    let link = json!({"title": title, "link": "https://video.example.org/1", "date": created,
        "weight": 0});
    maker.add(Kind::ConferenceMediaLink, owner, created, fields(link));
    discussion::attachments(maker, (Kind::Conference, id), created, 1);
}

fn initiatives(maker: &mut Maker<'_>) {
    let (title, description) = (maker.title(1), maker.html());
    let kind = json!({
        "title": title, "description": description, "banner_image": "/uploads/types/1.jpg",
        "signature_type": "online", "promoting_committee_enabled": true,
        "minimum_committee_members": 2, "collect_user_extra_fields": false,
        "undo_online_signatures_enabled": true, "validate_sms_code_on_votes": false,
    });
    let kind = maker.add(Kind::InitiativeType, None, OPENED, fields(kind));
    for number in 1..=maker.amount(Kind::Initiative, 2) {
        let mut initiative = space(maker, "initiative", number);
        let created = OPENED + i64::try_from(number).unwrap_or(0) * 97 * DAY;
        let author = maker.user();
        initiative.extend(fields(json!({
            "initiative_type_id": kind,
            "author_id": author,
            "state": "published",
            "signature_type": "online",
            "signature_start_date": created.div_euclid(DAY) * DAY,
            "signature_end_date": (created + 90 * DAY).div_euclid(DAY) * DAY,
            "online_votes": 12 * number,
            "offline_votes": 0,
            "initiative_votes_count": 12 * number,
            "initiative_supports_count": 12 * number,
        })));
        let id = maker.add(Kind::Initiative, None, created, initiative);
        let member = json!({"user_id": author, "state": "accepted"});
        maker.add(Kind::CommitteeMember, Some((Kind::Initiative, id)), created, fields(member));
    }
}

fn consultation(maker: &mut Maker<'_>, number: usize) {
    let mut consultation = space(maker, "consultation", number);
    let created = OPENED + i64::try_from(number).unwrap_or(0) * 97 * DAY;
    consultation.extend(fields(json!({
        "start_voting_date": created.div_euclid(DAY) * DAY,
        "end_voting_date": (created + 30 * DAY).div_euclid(DAY) * DAY,
    })));
    let id = maker.add(Kind::Consultation, None, created, consultation);
    for number in 1..=2 {
        let question = space(maker, "question", number);
        maker.add(Kind::ConsultationQuestion, Some((Kind::Consultation, id)), created, question);
    }
}

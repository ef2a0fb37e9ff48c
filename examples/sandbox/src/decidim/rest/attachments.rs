//! Attachments, since 0.3: files and links of the organization, of spaces and of proposals.

use http::StatusCode;
use serde_json::{Value, json};

use super::call::Call;
use super::failure::{Answer, Failure};
use super::page;
use super::params::text_of;
use super::stored::Upload;
use super::token::random_text;
use crate::decidim::world::{Fields, Kind, Record};
use crate::reply::Reply;

/// What can have attachments, by the short names that requests may use, too.
const OWNERS: [(&str, Kind); 7] = [
    ("organization", Kind::Organization),
    ("participatory_processes", Kind::Process),
    ("assemblies", Kind::Assembly),
    ("conferences", Kind::Conference),
    ("initiatives", Kind::Initiative),
    ("proposals", Kind::Proposal),
    ("proposal", Kind::Proposal),
];

fn owner_kind(name: &str) -> Result<Kind, Failure> {
    let short = OWNERS.iter().find(|(short, _)| *short == name).map(|(_, kind)| *kind);
    short
        .or_else(|| Kind::of_class(name))
        .ok_or_else(|| Failure::BadRequest(format!("Unknown attached_to_type: {name}")))
}

/// Those of all records, by weight and number. Those in a collection belong to the record, too.
pub(super) fn list(call: &Call<'_>) -> Answer {
    let filters = call.params.members("filter");
    let wanted = |name: &str| {
        let given = filters.iter().find(|(known, _)| known == name);
        given.and_then(|(_, values)| values.first()).filter(|value| !value.trim().is_empty())
    };
    // The kind counts only together with the number.
    let owner = match wanted("attached_to_type").zip(wanted("attached_to_id")) {
        Some((kind, id)) => Some((owner_kind(kind)?, id.parse().unwrap_or(0))),
        None => None,
    };
    let collection = wanted("attachment_collection_id").map(|id| id.parse().unwrap_or(0));
    let file_type = wanted("file_type").map(String::as_str);
    let rows = call.world.rows(Kind::Attachment).filter(|row| {
        owner.is_none_or(|(kind, id)| row.owner_id(kind) == Some(id))
            && collection.is_none_or(|id| row.id_in("attachment_collection_id") == Some(id))
            && file_type.is_none_or(|kind| match kind {
                // Whatever is not a picture is a document, links among them.
                "document" => type_of(row) != "image",
                "image" | "link" => type_of(row) == kind,
                _ => false,
            })
    });
    let mut rows: Vec<_> = rows.cloned().collect();
    rows.sort_by_key(|row| (row.number("weight").unwrap_or(0), row.id));
    Ok(page::without_count(call, &rows, |row| render(call, row)))
}

fn find(call: &Call<'_>, id: &str) -> Result<u64, Failure> {
    let row = id.parse().ok().and_then(|id| call.world.get(Kind::Attachment, id));
    Ok(row.ok_or(Failure::ResourceNotFound)?.id)
}

/// The collection that a write names; the form takes only those of the record.
fn own_collection(
    call: &Call<'_>,
    owner: Option<(Kind, u64)>,
    given: Option<&Value>,
) -> Result<Option<u64>, Failure> {
    let Some(given) = text_of(given) else { return Ok(None) };
    let id = given.parse().unwrap_or(0);
    let mine = owner.map(|owner| call.world.owned(owner, Kind::AttachmentCollection));
    if mine.is_some_and(|mine| mine.iter().any(|collection| collection.id == id)) {
        return Ok(Some(id));
    }
    let said =
        "Attachment collection cannot be blank, Attachment collection is not included in the list";
    Err(Failure::bad_request(said))
}

fn shown(call: &Call<'_>, id: u64, status: StatusCode) -> Answer {
    let row = call.world.get(Kind::Attachment, id).ok_or(Failure::ResourceNotFound)?;
    Ok(Reply::json(status, &json!({"data": render(call, row)})))
}

pub(super) fn show(call: &Call<'_>, id: &str) -> Answer {
    let id = find(call, id)?;
    shown(call, id, StatusCode::OK)
}

/// Stores it, and then has no answer to give: the module takes the events of the platform's command for the
/// attachment.
pub(super) fn create(call: &mut Call<'_>) -> Answer {
    let body = call.body.clone();
    let text = |name: &str| text_of(body.get(name));
    let nested = |name: &str| text_of(body.pointer(&format!("/data/attributes/{name}")));
    let either = |name: &str| text(name).or_else(|| nested(name)).unwrap_or_default();
    let kind = owner_kind(&either("attached_to_type"))?;
    let owner = either("attached_to_id").parse().ok();
    let owner = owner.and_then(|id| call.world.get(kind, id)).ok_or(Failure::ResourceNotFound)?.id;
    // These are looked for only on the outside.
    let title = text("title").ok_or(Failure::MissingParameter("title"))?;
    let description = text("description").ok_or(Failure::MissingParameter("description"))?;
    let uploads = &call.rest.uploads.0;
    let file = uploads.iter().find(|upload| upload.signed_id == either("signed_id")).cloned();
    let file = file.ok_or_else(|| Failure::bad_request("File cannot be blank"))?;
    let collection =
        own_collection(call, Some((kind, owner)), body.get("attachment_collection_id"))?;
    let locale = call.world.main_locale().to_owned();
    let extension = file.filename.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_image = file.content_type.starts_with("image/");
    let fields = json!({
        "title": {locale.as_str(): title},
        "description": {locale.as_str(): description},
        "weight": body.get("weight").and_then(Value::as_i64).unwrap_or(0),
        "attachment_collection_id": collection,
        "file_url": format!("/rails/active_storage/blobs/{}/{}", file.signed_id, file.filename),
        "thumbnail_url": is_image.then(|| format!("/uploads/thumbs/{}", file.filename)),
        "file_type": extension,
        "content_type": file.content_type,
        "file_size": file.byte_size,
        "link": null,
    });
    let fields = fields.as_object().cloned().unwrap_or_else(Fields::new);
    let id = call.world.add(Kind::Attachment, Some((kind, owner)), call.now, fields);
    if !call.settings().writes_are_mended {
        return Err(Failure::exception("FastJsonapi::MandatoryField", "id is a mandatory field"));
    }
    shown(call, id, StatusCode::CREATED)
}

/// Title and description are laid over whole, in the organization's own language, sent or not.
pub(super) fn update(call: &mut Call<'_>, id: &str) -> Answer {
    let id = find(call, id)?;
    let attributes = call.body.pointer("/data/attributes").cloned().unwrap_or_default();
    let text = |name: &str| attributes.get(name).and_then(Value::as_str).unwrap_or_default();
    for (name, label) in [("title", "Title"), ("description", "Description")] {
        if text(name).trim().is_empty() {
            return Err(Failure::BadRequest(format!("{label} cannot be blank")));
        }
    }
    let (locale, now) = (call.world.main_locale().to_owned(), call.now);
    let owner = call.world.get(Kind::Attachment, id).and_then(|row| row.owner);
    let collection = own_collection(call, owner, attributes.get("attachment_collection_id"))?;
    let mut changes = vec![
        ("title", json!({locale.as_str(): text("title")})),
        ("description", json!({locale.as_str(): text("description")})),
    ];
    let weight = attributes.get("weight").filter(|weight| !weight.is_null());
    changes.extend(weight.map(|weight| ("weight", weight.clone())));
    changes.extend(collection.map(|id| ("attachment_collection_id", json!(id))));
    call.world.change(Kind::Attachment, id, |row| {
        row.fields.extend(changes.into_iter().map(|(name, value)| (name.to_owned(), value)));
        row.updated_at = now.max(row.created_at);
    });
    shown(call, id, StatusCode::OK)
}

pub(super) fn destroy(call: &mut Call<'_>, id: &str) -> Answer {
    let id = find(call, id)?;
    call.world.remove(Kind::Attachment, id);
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

/// Makes room for a file. It does not say where its bytes go.
pub(super) fn direct_upload(call: &mut Call<'_>) -> Answer {
    let given = |name: &'static str| {
        let value = call.params.filled(name).map(str::to_owned);
        value.or_else(|| text_of(call.body.get(name)))
    };
    let required = |name: &'static str| given(name).ok_or(Failure::MissingParameter(name));
    let (filename, size) = (required("filename")?, required("byte_size")?);
    required("checksum")?;
    let content_type = given("content_type");
    let content_type = content_type.unwrap_or_else(|| "application/octet-stream".to_owned());
    let signed_id = format!("{}==--{}", random_text(call, 40), random_text(call, 40));
    let byte_size = size.parse().unwrap_or(0);
    let answer = json!({
        "signed_id": signed_id,
        "filename": filename,
        "content_type": content_type,
        "byte_size": byte_size,
    });
    call.rest.uploads.0.push(Upload { signed_id, filename, content_type, byte_size });
    Ok(Reply::json(StatusCode::CREATED, &answer))
}

fn type_of(row: &Record) -> &'static str {
    if row.text("link").is_some_and(|link| !link.is_empty()) {
        "link"
    } else if row.text("content_type").is_some_and(|it| it.starts_with("image/")) {
        "image"
    } else {
        "document"
    }
}

fn render(call: &Call<'_>, row: &Record) -> Value {
    let owner = call.world.owner(row);
    let address = |name: &str| row.text(name).map(|path| format!("{}{path}", call.site()));
    let kind = type_of(row);
    json!({
        "id": row.id.to_string(),
        "type": "attachment",
        "attributes": {
            "title": row.get("title"),
            "description": row.get("description"),
            "weight": row.number("weight").unwrap_or(0),
            "attachment_collection_id": row.get("attachment_collection_id"),
            "file_type": kind,
            "content_type": row.get("content_type"),
            "url": if kind == "link" { row.text("link").map(str::to_owned) } else { address("file_url") },
            "thumbnail_url": if kind == "image" { address("thumbnail_url") } else { None },
            "attached_to": owner.map(|owner| json!({"type": owner.kind.class(), "id": owner.id})),
            "created_at": Call::moment(row.created_at),
            "updated_at": Call::moment(row.updated_at),
        },
    })
}

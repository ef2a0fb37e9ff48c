//! Prints the comments on a record of a Decidim site, each answer below what it answers.
//!
//! `cargo run -p decidim-client --example comment-tree -- https://decidim.example.org proposal 35`

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Write};

use decidim_client::graphql::resources::{Comment, Commentable};
use decidim_client::graphql::{Client, Id};

/// The comments by what they answer; `None` for those on the record itself.
type Tree = BTreeMap<Option<Id>, Vec<Comment>>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, kind, id] = arguments.as_slice() else {
        return Err("usage: comment-tree URL proposal|meeting|debate|post|result|project ID".into());
    };
    let id: Id = id.parse()?;
    let record = match kind.as_str() {
        "proposal" => Commentable::proposal(id),
        "meeting" => Commentable::meeting(id),
        "debate" => Commentable::debate(id),
        "post" => Commentable::post(id),
        "result" => Commentable::result(id),
        "project" => Commentable::project(id),
        // The class of a plugin's record.
        class => Commentable::new(class, id),
    };

    let site = Client::builder(address).build()?;
    let mut comments = site.comments(record).list().stream();
    let mut tree = Tree::new();
    while let Some(comment) = comments.try_next().await? {
        tree.entry(comment.parent).or_default().push(comment);
    }
    let mut out = io::stdout().lock();
    print(&mut out, &tree, None, 0)?;
    writeln!(out, "{}", comments.report())?;
    Ok(())
}

fn print(out: &mut impl Write, tree: &Tree, parent: Option<Id>, depth: usize) -> io::Result<()> {
    for comment in tree.get(&parent).into_iter().flatten() {
        let author = comment.author.as_ref().and_then(|author| author.name.as_deref());
        let votes = (comment.up_votes.unwrap_or_default(), comment.down_votes.unwrap_or_default());
        let text = comment.body.as_deref().unwrap_or_default().replace('\n', " ");
        let (author, (up, down)) = (author.unwrap_or("?"), votes);
        writeln!(out, "{:depth$}{author} (+{up} −{down}): {text}", "")?;
        print(out, tree, Some(comment.id), depth + 2)?;
    }
    Ok(())
}

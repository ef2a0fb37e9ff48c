//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter};
use std::path::{Path, PathBuf};

use civic_examples::program::Failure;
use tempfile::NamedTempFile;

/// Writes a file of this name: first another one in the same folder, which then takes the name. A
/// crash leaves the old file as it was.
pub(crate) fn write(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<NamedTempFile>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut file = BufWriter::new(temporary(path)?);
    content(&mut file)?;
    let file = file.into_inner().map_err(|error| at(path, error.error()))?;
    persist(file, path)
}

/// Gives a file its name.
pub(crate) fn persist(file: NamedTempFile, path: &Path) -> Result<(), Failure> {
    // On disk before it has the name: else a power cut could leave the name without the content.
    file.as_file().sync_all().map_err(|error| at(path, &error))?;
    file.persist(resolved(path)).map_err(|error| at(path, &error.error))?;
    Ok(())
}

/// The file that is meant: where a name is a link, the one that it leads to, for the link is to stay.
pub(crate) fn resolved(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    // Links that lead in a circle lead to no file.
    for _ in 0..40 {
        let Ok(target) = fs::read_link(&path) else { break };
        path = folder(&path).join(target);
    }
    path
}

/// Whether two files hold the same bytes. Where one cannot be read, they do not.
pub(crate) fn same(one: &Path, other: &Path) -> bool {
    let length = |path| fs::metadata(path).map(|about| about.len()).ok();
    if length(one).is_none() || length(one) != length(other) {
        return false;
    }
    let (Ok(one), Ok(other)) = (File::open(one), File::open(other)) else { return false };
    let (mut one, mut other) = (BufReader::new(one), BufReader::new(other));
    loop {
        let (Ok(some), Ok(others)) = (one.fill_buf(), other.fill_buf()) else { return false };
        let count = some.len().min(others.len());
        if some.get(..count) != others.get(..count) {
            return false;
        }
        if count == 0 {
            return some.len() == others.len();
        }
        one.consume(count);
        other.consume(count);
    }
}

/// Whether a file of this name can be written. Asked before hours of reading, not after; and what is
/// there and no file, as a folder or `/dev/null`, must not be replaced by one.
pub(crate) fn check(path: &Path) -> Result<(), Failure> {
    let shown = path.display();
    if path == Path::new("-") {
        let why = "for stdout leave --output away; a file of this name is ./-";
        return Err(Failure::Usage(format!("cannot write -: {why}")));
    }
    let folder = folder(&resolved(path));
    if !folder.is_dir() {
        let why = format!("cannot write {shown}: there is no folder {}", folder.display());
        return Err(Failure::Usage(why));
    }
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(Failure::Usage(format!("cannot write {shown}: what is there is no file")));
    }
    temporary(path).map(drop)
}

/// A file's place, however its name is written.
pub(crate) fn place(path: &Path) -> Result<PathBuf, Failure> {
    let file = resolved(path);
    let folder = fs::canonicalize(folder(&file)).map_err(|error| at(path, &error))?;
    Ok(folder.join(file.file_name().unwrap_or_default()))
}

/// A file in the same folder that is deleted when it is dropped.
pub(crate) fn temporary(beside: &Path) -> Result<NamedTempFile, Failure> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".civic-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666)); // less the umask
    builder.tempfile_in(folder(&resolved(beside))).map_err(|error| {
        // Without the name of the other file, which nobody has heard of.
        let why = error.to_string();
        let why = why.split(" at path ").next().unwrap_or_default();
        Failure::because(format!("cannot write {}: {why}", beside.display()))
    })
}

/// The folder of a file.
pub(crate) fn folder(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}

/// What went wrong, and with which file.
pub(crate) fn at(path: &Path, error: &dyn std::error::Error) -> Failure {
    Failure::because(format!("cannot write {}: {error}", path.display()))
}

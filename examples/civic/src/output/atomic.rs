//! Files that are there whole or not at all.
//!
//! A file is written within a folder `.civic-….tmp` beside its place, and then takes its name. The program that
//! writes it holds a lock on that folder; a folder without such a lock is what a killed program has left.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter};
use std::path::{Path, PathBuf, is_separator};

use civic_examples::program::Failure;
use tempfile::TempDir;

/// How the names of temporary folders begin and end.
const NAME: (&str, &str) = (".civic-", ".tmp");

/// A file that has no name yet that anybody should use. It is deleted when it is dropped; if the program is
/// killed, by the [next one](tidy) that writes into the same folder.
pub(crate) struct Temporary {
    /// The folder that holds it, and what a database keeps beside it.
    folder: TempDir,
    /// The same folder, locked. None where folders cannot be locked: nobody takes it for abandoned there.
    _lock: Option<File>,
}

impl Temporary {
    /// Its place until it has its name.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("content")
    }

    /// Opens it, empty.
    pub(crate) fn create(&self) -> io::Result<File> {
        OpenOptions::new().append(true).create_new(true).open(self.path())
    }

    /// Gives it its name.
    pub(crate) fn persist(self, path: &Path) -> Result<(), Failure> {
        let content = self.path();
        // On disk before it has the name: else a power cut could leave the name without the content.
        let synced = OpenOptions::new().append(true).open(&content).and_then(|it| it.sync_all());
        synced.and_then(|()| fs::rename(content, resolved(path))).map_err(|error| at(path, &error))
    }
}

/// Writes a file of this name. A crash leaves the old file as it was.
pub(crate) fn write(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<File>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let temporary = temporary(path)?;
    let mut file = BufWriter::new(temporary.create().map_err(|error| at(path, &error))?);
    content(&mut file)?;
    file.into_inner().map_err(|error| at(path, error.error()))?;
    temporary.persist(path)
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

/// Whether an open file is the one that has this name now.
pub(crate) fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let id = |about: fs::Metadata| (about.dev(), about.ino());
        let there = fs::metadata(path).map(id);
        file.metadata().map(id).is_ok_and(|id| there.is_ok_and(|there| there == id))
    }
    #[cfg(not(unix))]
    {
        // Nobody replaces a file that is open.
        let _ = (file, path);
        true
    }
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
/// there and no file, as a folder or `/dev/null`, must not be replaced by one. What killed programs have left there
/// is deleted.
pub(crate) fn check(path: &Path) -> Result<(), Failure> {
    let shown = path.display();
    if path == Path::new("-") {
        let why = "for stdout leave --output away; a file of this name is ./-";
        return Err(Failure::Usage(format!("cannot write -: {why}")));
    }
    if path.as_os_str().to_string_lossy().ends_with(is_separator) {
        let why =
            format!("cannot write {shown}: it is the name of a folder, so add the name of a file");
        return Err(Failure::Usage(why));
    }
    let folder = folder(&resolved(path));
    if !folder.is_dir() {
        let why = format!("cannot write {shown}: there is no folder {}", folder.display());
        return Err(Failure::Usage(why));
    }
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(Failure::Usage(format!("cannot write {shown}: it is not a file")));
    }
    tidy(path);
    temporary(path).map(drop)
}

/// Whether files of these names can be written, each in a place of its own, which is not that of the cassette.
pub(crate) fn check_all(paths: &[&Path], cassette: Option<&Path>) -> Result<(), Failure> {
    // The cassette itself may be in a folder that cannot be found: who opens it says so.
    let mut places: BTreeSet<PathBuf> =
        cassette.and_then(|path| place(path).ok()).into_iter().collect();
    for path in paths {
        check(path)?;
        if !places.insert(place(path)?) {
            let why = "two files would have this name; give each a name of its own";
            return Err(Failure::Usage(format!("cannot write {}: {why}", path.display())));
        }
    }
    Ok(())
}

/// A file's place, however its name is written.
pub(crate) fn place(path: &Path) -> Result<PathBuf, Failure> {
    let file = resolved(path);
    let folder = fs::canonicalize(folder(&file)).map_err(|error| at(path, &error))?;
    Ok(folder.join(file.file_name().unwrap_or_default()))
}

/// A file in the same folder.
pub(crate) fn temporary(beside: &Path) -> Result<Temporary, Failure> {
    loop {
        let folder = tempfile::Builder::new()
            .prefix(NAME.0)
            .suffix(NAME.1)
            .tempdir_in(folder(&resolved(beside)))
            .map_err(|error| {
                // Without the name of the other file, which nobody has heard of.
                let why = error.to_string();
                let why = why.split(" at path ").next().unwrap_or_default();
                Failure::because(format!("cannot write {}: {why}", beside.display()))
            })?;
        let lock = match File::open(folder.path()) {
            Ok(opened) => match opened.try_lock() {
                Ok(()) => Some(opened),
                // Somebody has seen the folder before it was locked, and deletes it.
                Err(TryLockError::WouldBlock) => continue,
                Err(TryLockError::Error(_)) => None,
            },
            Err(_) => None,
        };
        if folder.path().is_dir() {
            return Ok(Temporary { folder, _lock: lock });
        }
    }
}

/// Deletes what killed programs have left in the folder of a file.
pub(crate) fn tidy(path: &Path) {
    let entries = fs::read_dir(folder(&resolved(path)));
    for entry in entries.into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_temporary = name.starts_with(NAME.0) && name.ends_with(NAME.1);
        if !is_temporary || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        // Who still writes holds the lock. What cannot be deleted is in nobody's way.
        if let Ok(folder) = File::open(entry.path())
            && folder.try_lock().is_ok()
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
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

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_a_killed_program_has_left_is_deleted_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let names = || {
            let mut names: Vec<_> =
                fs::read_dir(folder.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
            names.sort();
            names
        };
        let output = at("ideas.csv");
        let written = temporary(&output).unwrap();
        writeln!(written.create().unwrap(), "id").unwrap();
        // One of each kind that may lie there: of a killed program, of nobody here, of the user.
        fs::create_dir(at(".civic-killed.tmp")).unwrap();
        fs::write(at(".civic-killed.tmp/content"), "half").unwrap();
        fs::create_dir(at(".civic-notes")).unwrap();
        fs::write(at(".civic-mine.tmp"), "a file").unwrap();
        check(&output).unwrap();
        assert!(written.path().is_file());
        assert!(!at(".civic-killed.tmp").exists());
        written.persist(&output).unwrap();
        assert_eq!(names(), [".civic-mine.tmp", ".civic-notes", "ideas.csv"]);
        assert_eq!(fs::read_to_string(&output).unwrap(), "id\n");
        drop(temporary(&output).unwrap());
        assert_eq!(names().len(), 3);
    }

    #[cfg(unix)]
    #[test]
    fn programs_that_write_and_tidy_at_once_take_nothing_from_each_other() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for number in 0..4 {
                let output = folder.path().join(format!("{number}.txt"));
                scope.spawn(move || {
                    for _ in 0..200 {
                        check(&output).unwrap();
                        write(&output, |file| Ok(writeln!(file, "whole")?)).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
    }
}

//! Reading an input file: plain or gzip, UTF-8 with or without a byte order
//! mark; anything else is named for what it is.

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context;
use flate2::bufread::MultiGzDecoder;

use super::mistake::{Mistakes, Spot};

/// The most an input may hold, unpacked: 256 MiB.
pub const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Lines longer than this many bytes get no column: counting it would cost
/// more than it tells.
const MOST_COLUMN_BYTES: usize = 4_096;

/// A text file that was read whole.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its name, as the person gave it.
    pub name: Arc<str>,
    /// Its text, without a byte order mark.
    pub text: String,
    line_starts: Vec<usize>,
}

/// What an input is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values.
    Csv,
    /// JSON or GeoJSON.
    Json,
    /// TOML.
    Toml,
}

impl Source {
    /// A source from a text at hand.
    pub fn new(name: &str, text: impl Into<String>) -> Self {
        let text = text.into();
        let text = text
            .strip_prefix('\u{feff}')
            .map(str::to_owned)
            .unwrap_or(text);
        let line_starts = std::iter::once(0)
            .chain(line_starts(text.as_bytes()))
            .collect();
        Self {
            name: name.into(),
            text,
            line_starts,
        }
    }

    /// The file as a whole.
    pub fn whole(&self) -> Spot {
        Spot::whole(&self.name)
    }

    /// One of its lines.
    pub fn line(&self, line: u64) -> Spot {
        Spot::line(&self.name, line)
    }

    /// Line and column of a byte offset.
    pub fn at(&self, offset: usize) -> Spot {
        let offset = offset.min(self.text.len());
        let line = self
            .line_starts
            .partition_point(|start| *start <= offset)
            .max(1);
        let start = self.line_starts[line - 1];
        let column = (offset - start <= MOST_COLUMN_BYTES)
            .then(|| self.text.get(start..offset))
            .flatten()
            .map(|before| before.chars().count() as u64 + 1);
        Spot {
            file: Arc::clone(&self.name),
            line: Some(line as u64),
            column,
        }
    }

    /// What it is written in: by its name, else by its first character.
    pub fn format(&self) -> Format {
        let name = self.name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match name.rsplit_once('.').map(|(_, extension)| extension) {
            Some("json" | "geojson") => Format::Json,
            Some("toml") => Format::Toml,
            Some("csv" | "tsv") => Format::Csv,
            Some(_) | None => match self.text.trim_start().as_bytes().first() {
                Some(b'{' | b'[') => Format::Json,
                Some(_) | None => Format::Csv,
            },
        }
    }
}

/// The offsets at which lines begin, but for the first: behind `\n`, `\r\n` and a lone `\r`.
pub fn line_starts(bytes: &[u8]) -> impl DoubleEndedIterator<Item = usize> {
    let ends = move |at: &usize| match bytes[*at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    (0..bytes.len()).filter(ends).map(|at| at + 1)
}

/// Opens a file for streaming, unpacking gzip where its first bytes say so.
///
/// # Errors
/// When the file cannot be opened or read.
pub fn open(path: &Path) -> anyhow::Result<Box<dyn BufRead + Send>> {
    open_counting(path, &Arc::default())
}

/// As [`open`], adding to `done` the bytes of the file that were read.
///
/// # Errors
/// As [`open`].
pub fn open_counting(
    path: &Path,
    done: &Arc<AtomicU64>,
) -> anyhow::Result<Box<dyn BufRead + Send>> {
    let name = path.display();
    let file = File::open(path)
        .with_context(|| format!("cannot open {name}; check the name and that you may read it"))?;
    let counted = Counted {
        file,
        done: Arc::clone(done),
    };
    let mut reader = BufReader::with_capacity(1 << 18, counted);
    let head = reader
        .fill_buf()
        .with_context(|| format!("cannot read {name}"))?;
    if head.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(BufReader::with_capacity(
            1 << 18,
            MultiGzDecoder::new(reader),
        )));
    }
    Ok(Box::new(reader))
}

/// A file that counts what is read from it.
struct Counted {
    file: File,
    done: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.done.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Reads a whole file. What is wrong with its bytes becomes a mistake and `None`.
///
/// # Errors
/// When the file cannot be opened or read at all.
pub fn read(path: &Path, mistakes: &mut Mistakes) -> anyhow::Result<Option<Source>> {
    let name: Arc<str> = path.display().to_string().into();
    let mut bytes = Vec::new();
    open(path)?
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot read {name}; if it is a .gz file it may be cut short"))?;
    if bytes.len() as u64 > MOST_BYTES {
        mistakes.push(
            Spot::whole(&name),
            format!("The file holds more than {} MiB.", MOST_BYTES >> 20),
            "Split it into several files and import them one after the other.",
        );
        return Ok(None);
    }
    Ok(decode(&name, bytes, mistakes))
}

/// Turns bytes into a text, or says what they are instead.
fn decode(name: &Arc<str>, bytes: Vec<u8>, mistakes: &mut Mistakes) -> Option<Source> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        mistakes.push(
            Spot::whole(name),
            "The file is saved as UTF-16.",
            "Save it as UTF-8: in a spreadsheet choose “CSV UTF-8”, in an editor the encoding UTF-8.",
        );
        return None;
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            not_utf8(name, error.as_bytes(), at, mistakes);
            return None;
        }
    };
    let source = Source::new(name, text);
    if let Some(at) = source.text.find('\0') {
        mistakes.push(
            source.at(at),
            "The file holds a NUL byte, which no text has.",
            "Check that it is the right file, then save it again as UTF-8 text.",
        );
        return None;
    }
    Some(source)
}

fn not_utf8(name: &Arc<str>, bytes: &[u8], at: usize, mistakes: &mut Mistakes) {
    let before = &bytes[..at];
    let line = 1 + line_starts(before).count() as u64;
    let line_start = line_starts(before).next_back().unwrap_or(0);
    let column = std::str::from_utf8(&before[line_start..])
        .ok()
        .map(|t| t.chars().count() as u64 + 1);
    let spot = Spot {
        file: Arc::clone(name),
        line: Some(line),
        column,
    };
    let looks_gbk = bytes
        .get(at)
        .is_some_and(|lead| (0x81..=0xfe).contains(lead))
        && bytes
            .get(at + 1)
            .is_some_and(|trail| (0x40..=0xfe).contains(trail) && *trail != 0x7f);
    if looks_gbk {
        mistakes.push(
            spot,
            "The file is not UTF-8; it looks like GBK or Big5, the older Chinese encodings.",
            "Save it as UTF-8: in a spreadsheet choose “CSV UTF-8”; on the command line: \
             iconv -f GB18030 -t UTF-8 OLD > NEW.",
        );
    } else {
        mistakes.push(
            spot,
            "The file is not UTF-8 from here on.",
            "Save it as UTF-8: in a spreadsheet choose “CSV UTF-8”, in an editor the encoding UTF-8.",
        );
    }
}

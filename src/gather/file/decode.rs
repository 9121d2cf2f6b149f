//! From the bytes of a file to text: unpacked, within bounds, without byte-order mark, in UTF-8.
//!
//! Bytes that mean nothing in a declared encoding come out as the byte FF, which no UTF-8 text holds, so that the row
//! readers meet broken text of every encoding in one way.

use std::io::{self, BufReader, Cursor, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};
use flate2::bufread::MultiGzDecoder;

use super::rows::FileFault;

/// The most bytes that a file may unpack to: what a tool that runs in every pull request can go through in seconds,
/// and an end to archives that are made to fill a machine.
const MAX_BYTES: u64 = 2 << 30;

const BLOCK: usize = 64 * 1024;

/// What Git LFS leaves in place of a file that it has not fetched starts with this
/// (<https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md>).
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/v1";

/// A text stream and how its encoding was found.
pub struct Decoded<'a> {
    /// The text; where a byte meant nothing, FF.
    pub text: Box<dyn Read + 'a>,
    /// The encoding that a byte-order mark told, where it is not the one declared.
    pub marked: Option<&'static str>,
}

/// What stops a stream in the middle; travels inside an [`io::Error`].
#[derive(Debug, thiserror::Error)]
enum Stop {
    #[error("too large")]
    TooLarge,
    #[error("{0}")]
    Compression(String),
}

/// Finds out what the bytes are. `encoding` is the label that the declaration gives; none means UTF-8.
pub fn decode<'a>(raw: Box<dyn Read + Send + 'a>, encoding: Option<&str>) -> Result<Decoded<'a>, FileFault> {
    let declared = encoding.map_or(Ok(UTF_8), known_encoding)?;
    let (start, raw) = peek(raw, LFS_POINTER.len() as u64)?;
    if start == LFS_POINTER {
        return Err(FileFault::LfsPointer);
    }
    let unpacked: Box<dyn Read + 'a> = if start.starts_with(&[0x1f, 0x8b]) {
        Box::new(Unpacked(MultiGzDecoder::new(BufReader::with_capacity(BLOCK, raw))))
    } else {
        Box::new(raw)
    };
    let (mark, bounded) = peek(Bounded { inner: unpacked, left: MAX_BYTES }, 3)?;
    let (actual, mark_length) = Encoding::for_bom(&mark).unwrap_or((declared, 0));
    let marked = (actual != declared).then(|| actual.name());
    let (_, text) = peek_off(bounded, mark_length)?;
    let text: Box<dyn Read + 'a> =
        if actual == UTF_8 { Box::new(text) } else { Box::new(Transcoder::new(text, actual)) };
    Ok(Decoded { text, marked })
}

/// Labels are those of the WHATWG Encoding Standard; people also write `latin-1`, which it does not list.
fn known_encoding(label: &str) -> Result<&'static Encoding, FileFault> {
    let plain = label.trim().to_ascii_lowercase().replace("latin-", "latin");
    Encoding::for_label(plain.as_bytes())
        .filter(|encoding| *encoding != encoding_rs::REPLACEMENT)
        .ok_or_else(|| FileFault::UnknownEncoding(label.to_owned()))
}

type Peeked<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// The first bytes, and the stream with them still in it.
fn peek<R: Read>(mut inner: R, count: u64) -> Result<(Vec<u8>, Peeked<R>), FileFault> {
    let mut head = Vec::new();
    inner.by_ref().take(count).read_to_end(&mut head).map_err(|error| fault_of(&error))?;
    Ok((head.clone(), Cursor::new(head).chain(inner)))
}

/// The first bytes, and the stream without them.
fn peek_off<R: Read>(mut inner: R, count: usize) -> Result<(Vec<u8>, R), FileFault> {
    let mut head = Vec::new();
    inner.by_ref().take(count as u64).read_to_end(&mut head).map_err(|error| fault_of(&error))?;
    Ok((head, inner))
}

/// What a failed read means for the file.
pub fn fault_of(error: &io::Error) -> FileFault {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Stop>()) {
        Some(Stop::TooLarge) => FileFault::TooLarge,
        Some(Stop::Compression(reason)) => FileFault::Compression(reason.clone()),
        None => FileFault::Unreadable(error.to_string()),
    }
}

/// Gives the errors of the gzip decoder their own name; without it a cut archive is an "unexpected end of file".
struct Unpacked<R>(R);

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                io::Error::other(Stop::Compression(error.to_string()))
            }
            _ => error,
        })
    }
}

/// Stops a stream that does not end.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| io::Error::other(Stop::TooLarge))?;
        Ok(count)
    }
}

/// Makes UTF-8 of another encoding as the stream goes by.
struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    input: Vec<u8>,
    /// The part of `input` that has not been decoded.
    pending: std::ops::Range<usize>,
    output: Vec<u8>,
    /// How much of `output` has been handed on.
    taken: usize,
    ended: bool,
}

impl<R: Read> Transcoder<R> {
    fn new(inner: R, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_without_bom_handling(),
            input: vec![0; BLOCK],
            pending: 0..0,
            output: Vec::new(),
            taken: 0,
            ended: false,
        }
    }

    /// Decodes until there is output or the stream ends.
    fn fill(&mut self) -> io::Result<()> {
        self.output.clear();
        self.taken = 0;
        while self.output.is_empty() && !self.ended {
            let last = self.pending.is_empty() && self.refill()? == 0;
            self.decode(last);
        }
        Ok(())
    }

    fn refill(&mut self) -> io::Result<usize> {
        let count = self.inner.read(&mut self.input)?;
        self.pending = 0..count;
        Ok(count)
    }

    fn decode(&mut self, last: bool) {
        let source = self.input.get(self.pending.clone()).unwrap_or_default();
        let room = self.decoder.max_utf8_buffer_length_without_replacement(source.len()).unwrap_or(BLOCK);
        self.output.resize(room + 1, 0);
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(source, &mut self.output, last);
        self.output.truncate(written);
        self.pending.start += read;
        match result {
            DecoderResult::Malformed(..) => self.output.push(0xff),
            DecoderResult::InputEmpty => self.ended = last,
            DecoderResult::OutputFull => {}
        }
    }
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken >= self.output.len() {
            self.fill()?;
        }
        let rest = self.output.get(self.taken..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(rest) {
            *to = *from;
        }
        self.taken += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn all(bytes: &[u8], encoding: Option<&str>) -> Result<(Vec<u8>, Option<&'static str>), FileFault> {
        let mut decoded = decode(Box::new(Cursor::new(bytes.to_vec())), encoding)?;
        let mut text = Vec::new();
        decoded.text.read_to_end(&mut text).map_err(|error| fault_of(&error))?;
        Ok((text, decoded.marked))
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn plain_and_marked_utf8_are_the_same() {
        assert_eq!(all(b"a,b\n", None), Ok((b"a,b\n".to_vec(), None)));
        assert_eq!(all(b"\xef\xbb\xbfa,b\n", None), Ok((b"a,b\n".to_vec(), None)));
        assert_eq!(all(b"", None), Ok((Vec::new(), None)));
        assert_eq!(all(b"\xef", None), Ok((b"\xef".to_vec(), None)));
    }

    #[test]
    fn gzip_is_known_by_its_content() {
        let mut two = packed(b"a\n");
        two.extend(packed(b"b\n"));
        assert_eq!(all(&two, None), Ok((b"a\nb\n".to_vec(), None)));
        let whole = packed(&b"some text that is long enough".repeat(50));
        for cut in [3, 12, whole.len() - 1] {
            let error = all(whole.get(..cut).expect("shorter"), None).expect_err("cut");
            assert!(matches!(error, FileFault::Compression(_)), "{cut}: {error:?}");
        }
    }

    #[test]
    fn declared_encodings_become_utf8() {
        for label in ["latin1", "latin-1", "ISO-8859-1", "windows-1252"] {
            assert_eq!(all(b"caf\xe9", Some(label)), Ok(("café".into(), None)), "{label}");
        }
        assert_eq!(all(b"\xff\xfea\0\xe9\0", None), Ok(("aé".into(), Some("UTF-16LE"))));
        assert_eq!(all(b"a\x81\xff\xe3b", Some("shift_jis")).map(|(text, _)| text.contains(&0xff)), Ok(true));
        assert_eq!(all(b"a", Some("klingon")), Err(FileFault::UnknownEncoding("klingon".into())));
    }

    #[test]
    fn a_large_latin_1_file_comes_through_whole() {
        let bytes = b"\xe4\xf6\xfc\xdf,1\n".repeat(50_000);
        let expected = "äöüß,1\n".repeat(50_000);
        assert_eq!(all(&bytes, Some("latin1")), Ok((expected.into_bytes(), None)));
    }

    #[test]
    fn a_stream_has_an_end() {
        let mut bounded = Bounded { inner: io::repeat(b'x'), left: 1000 };
        let error = io::copy(&mut bounded, &mut io::sink()).expect_err("endless");
        assert_eq!(fault_of(&error), FileFault::TooLarge);
    }
}

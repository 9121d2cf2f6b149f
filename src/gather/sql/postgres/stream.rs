//! A connection over TCP that takes so many bytes and no more, whatever lengths a server announces.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// The largest answer, in bytes as the server sends them.
pub const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// How many bytes may still come.
#[derive(Debug, Clone)]
pub struct Room(Arc<AtomicU64>);

impl Default for Room {
    fn default() -> Self {
        Self(Arc::new(AtomicU64::new(MAX_BYTES)))
    }
}

impl Room {
    /// Makes room for the next answer.
    pub fn renew(&self) {
        self.0.store(MAX_BYTES, Ordering::Relaxed);
    }

    /// Whether there is none left.
    pub fn is_full(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    fn take(&self, bytes: usize) {
        let left = self.0.load(Ordering::Relaxed);
        self.0.store(left.saturating_sub(bytes as u64), Ordering::Relaxed);
    }
}

/// The connection.
#[derive(Debug)]
pub struct Counted {
    stream: TcpStream,
    room: Room,
}

impl Counted {
    /// Connects to the first address of a host that takes the call.
    ///
    /// # Errors
    /// Those of the network.
    pub async fn connect(host: &str, port: u16, room: Room) -> io::Result<Self> {
        let stream = TcpStream::connect((host, port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, room })
    }
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.room.is_full() {
            return Poll::Ready(Err(io::Error::other("the answer is too large")));
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.room.take(buffer.filled().len().saturating_sub(before));
        polled
    }
}

impl AsyncWrite for Counted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

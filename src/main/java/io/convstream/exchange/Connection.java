package io.convstream.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;

/** Frames to and from another worker. One thread may send while another receives. */
final class Connection implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Socket socket;
    private final ReadableByteChannel in;
    private final WritableByteChannel out;
    private final int ownRank;
    private final int peerRank;
    private final long session;
    private final String peer;
    private final ByteBuffer inHeader = ByteBuffer.allocateDirect(Frame.SIZE);
    private final ByteBuffer outHeader = ByteBuffer.allocateDirect(Frame.SIZE);
    /** When this worker began to wait for the other one, by {@link System#nanoTime()}. */
    private volatile long waitingSince;

    private volatile boolean waiting;
    private volatile boolean late;

    /**
     * Wraps a socket after the handshake.
     *
     * @param peer the other worker, for messages
     */
    Connection(Socket socket, int ownRank, int peerRank, long session, String peer) throws IOException {
        this.socket = socket;
        this.ownRank = ownRank;
        this.peerRank = peerRank;
        this.session = session;
        this.peer = peer;
        socket.setTcpNoDelay(true);
        SocketChannel channel = socket.getChannel();
        in = channel != null ? channel : Channels.newChannel(socket.getInputStream()); // TLS has no channel
        out = channel != null ? channel : Channels.newChannel(socket.getOutputStream());
    }

    String peer() {
        return peer;
    }

    /** Sends the bytes of buffers, each from position to limit, which do not move. */
    void send(Frame.Kind kind, long step, ByteBuffer... payload) {
        outHeader.clear();
        Frame.of(kind, ownRank, session, step, payload).write(outHeader);
        outHeader.flip();
        var all = new ByteBuffer[1 + payload.length];
        all[0] = outHeader;
        for (int i = 0; i < payload.length; i++) {
            all[1 + i] = payload[i].duplicate();
        }
        try {
            if (out instanceof GatheringByteChannel gathering) {
                while (Frame.length(all) > 0) {
                    gathering.write(all);
                }
            } else {
                for (ByteBuffer part : all) {
                    out.write(part);
                }
            }
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** Receives the header of the next frame, however long it takes. */
    Frame receive() {
        inHeader.clear();
        fill(inHeader);
        inHeader.flip();
        Frame frame;
        try {
            frame = Frame.read(inHeader);
        } catch (IllegalArgumentException e) {
            throw refused("something that is no frame");
        }
        if (frame.rank() != peerRank || frame.session() != session) {
            throw refused("a frame of another worker or attempt");
        }
        return frame;
    }

    /** Receives the payload of a frame into buffers, whose remaining bytes it must fill and which do not move. */
    void receive(Frame frame, ByteBuffer... payload) {
        if (frame.length() != Frame.length(payload)) {
            throw refused(frame.length() + " bytes of " + frame.kind() + " at step " + frame.step() + " instead of "
                    + Frame.length(payload));
        }
        for (ByteBuffer part : payload) {
            fill(part.duplicate());
        }
        if (Frame.checksum(payload) != frame.checksum()) {
            throw refused("a frame that was corrupted on its way");
        }
    }

    /** Receives a frame that must be of a kind and a step; {@link #expire} limits the time. */
    void receive(Frame.Kind kind, long step, ByteBuffer... payload) {
        waitingSince = System.nanoTime();
        waiting = true;
        try {
            Frame frame = receive();
            if (frame.kind() != kind || frame.step() != step) {
                throw refused(frame.kind() + " of step " + frame.step() + " instead of " + kind + " of step " + step);
            }
            receive(frame, payload);
        } finally {
            waiting = false;
        }
    }

    private void fill(ByteBuffer target) {
        try {
            while (target.hasRemaining()) {
                if (in.read(target) < 0) {
                    throw new EOFException("end of stream");
                }
            }
        } catch (IOException e) {
            throw lost(e);
        }
    }

    /** Ends a wait that takes longer than a time. */
    void expire(Duration timeout) {
        if (waiting && System.nanoTime() - waitingSince > timeout.toNanos()) {
            late = true;
            close();
        }
    }

    WorkerLostException refused(String what) {
        return new WorkerLostException(peer + " sent " + what + ": the job restarts from its last checkpoint", null);
    }

    WorkerLostException closed() {
        return new WorkerLostException("the connection to " + peer + " is closed", null);
    }

    private WorkerLostException lost(IOException e) {
        if (!late && !socket.isClosed()) {
            letTheOtherFailFirst();
        }
        return new WorkerLostException(
                late
                        ? peer
                                + " did not answer in time (convstream.exchange.timeout): it is stopped, overloaded or cut off"
                        : peer + " is gone: its task has failed, or its machine or the network between has",
                e);
    }

    /** Waits a little: if the other worker's task has failed, Flink should report that as the reason, not this end of it. */
    private static void letTheOtherFailFirst() {
        try {
            Thread.sleep(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }
}

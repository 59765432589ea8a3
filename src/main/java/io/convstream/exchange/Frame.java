package io.convstream.exchange;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Header of a frame. Its payload follows.
 *
 * @param rank of the sender
 * @param session of the workers, so that a frame of an earlier attempt is recognized
 * @param step that the sender is at
 * @param length of the payload in bytes
 * @param checksum CRC-32C of the payload
 */
public record Frame(Kind kind, int rank, long session, long step, int length, int checksum) {

    /** Size of a header in bytes. */
    static final int SIZE = 2 * Byte.BYTES + 3 * Integer.BYTES + 2 * Long.BYTES;

    private static final byte MARK = (byte) 0xC5;

    /** What a payload is. */
    public enum Kind {
        /** Part of an exchange. */
        EXCHANGE('X'),
        /** Part of the state to start from. */
        STATE('S'),
        /** The receiver's share of a batch. */
        BATCH('B'),
        /** Request for the hash of the parameters, or the answer. */
        HASH('H'),
        /** No more batches. */
        END('E');

        private final char code;

        Kind(char code) {
            this.code = code;
        }

        private static Kind of(byte code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("something that is no frame");
        }
    }

    /** Describes the bytes of buffers, each from position to limit. */
    static Frame of(Kind kind, int rank, long session, long step, ByteBuffer... payload) {
        return new Frame(kind, rank, session, step, length(payload), checksum(payload));
    }

    static int length(ByteBuffer... payload) {
        int length = 0;
        for (ByteBuffer part : payload) {
            length = Math.addExact(length, part.remaining());
        }
        return length;
    }

    static int checksum(ByteBuffer... payload) {
        var checksum = new CRC32C();
        for (ByteBuffer part : payload) {
            checksum.update(part.duplicate());
        }
        return (int) checksum.getValue();
    }

    void write(ByteBuffer target) {
        target.put(MARK)
                .put((byte) kind.code)
                .putInt(rank)
                .putInt(length)
                .putInt(checksum)
                .putLong(session)
                .putLong(step);
    }

    /** @throws IllegalArgumentException if the bytes are not a header */
    static Frame read(ByteBuffer source) {
        if (source.get() != MARK) {
            throw new IllegalArgumentException("something that is no frame");
        }
        Kind kind = Kind.of(source.get());
        int rank = source.getInt();
        int length = source.getInt();
        int checksum = source.getInt();
        return new Frame(kind, rank, source.getLong(), source.getLong(), length, checksum);
    }
}

package io.convstream.exchange;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * What a worker says when it connects to another one, in 38 bytes.
 *
 * @param session known to the workers of one attempt alone
 * @param from rank of the worker that connects
 * @param to rank of the other one
 * @param purpose of the connection
 */
record Handshake(UUID session, int from, int to, Purpose purpose) {

    private static final long MAGIC = 0x636f6e7673747201L; // "convstr", version 1
    private static final int SIZE = 3 * Long.BYTES + 2 * Integer.BYTES + 1;
    private static final int ACCEPTED = 1;
    private static final String NOT_A_WORKER = "it is not a worker of this version of convstream";

    /** What flows through a connection. */
    enum Purpose {
        /** Values between any two workers. */
        EXCHANGE('X'),
        /** State and batches, from the first worker to another. */
        BATCHES('B');

        private final char code;

        Purpose(char code) {
            this.code = code;
        }

        private static Purpose of(byte code) throws IOException {
            for (Purpose purpose : values()) {
                if (purpose.code == code) {
                    return purpose;
                }
            }
            throw new IOException(NOT_A_WORKER);
        }
    }

    /** Sends it and waits for the answer; returns whether the other side accepts it. */
    boolean offer(Socket socket) throws IOException {
        var bytes = ByteBuffer.allocate(SIZE)
                .putLong(MAGIC)
                .putLong(session.getMostSignificantBits())
                .putLong(session.getLeastSignificantBits())
                .putInt(from)
                .putInt(to)
                .put((byte) purpose.code);
        socket.getOutputStream().write(bytes.array());
        socket.getOutputStream().flush();
        return socket.getInputStream().read() == ACCEPTED;
    }

    /** @throws IOException if the bytes are none, or are late */
    static Handshake read(Socket socket) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        if (in.readLong() != MAGIC) {
            throw new IOException(NOT_A_WORKER);
        }
        var session = new UUID(in.readLong(), in.readLong());
        int from = in.readInt();
        int to = in.readInt();
        return new Handshake(session, from, to, Purpose.of(in.readByte()));
    }

    static void accept(Socket socket) throws IOException {
        new DataOutputStream(socket.getOutputStream()).writeByte(ACCEPTED);
    }
}

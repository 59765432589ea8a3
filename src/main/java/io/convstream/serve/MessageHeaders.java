package io.convstream.serve;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Headers of a Kafka message as bytes. */
public final class MessageHeaders {

    private static final byte[] NONE = {};

    private MessageHeaders() {}

    static byte[] encode(Headers headers) {
        if (!headers.iterator().hasNext()) {
            return NONE;
        }
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            for (Header header : headers) {
                out.writeUTF(header.key());
                byte[] value = header.value();
                out.writeInt(value == null ? -1 : value.length);
                if (value != null) {
                    out.write(value);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a header has a name of more than 65,535 bytes", e);
        }
        return bytes.toByteArray();
    }

    /** Adds encoded headers to those of another message. */
    public static void decode(byte[] encoded, Headers target) {
        if (encoded.length == 0) {
            return;
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            while (in.available() > 0) {
                String key = in.readUTF();
                int length = in.readInt();
                target.add(key, length < 0 ? null : in.readNBytes(length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not of a byte array
        }
    }
}

package io.convstream.event;

import io.convstream.storage.StoragePath;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * The lines of a checkpoint, which its completion publishes as a {@link Part}. They are part of the checkpoint, without a
 * path, so a run folder may be moved or copied between two attempts. Only lines that are too many for memory wait in a
 * hidden file of the folder.
 *
 * @param run the id of the run that wrote the lines
 * @param number numbers the lines of a run from 0
 * @param deflated the lines; empty if they are in the hidden file
 */
record Lines(String run, int attempt, long number, byte[] deflated) {

    /** The number of lines of the earlier layout; {@code run} is then the name of their part. */
    static final int EARLIER = -1;

    /** Returns whether these are lines of the earlier layout that are published. */
    boolean isPublishedEarlier(StoragePath folder) throws IOException {
        return number == EARLIER && folder.resolve(run).exists();
    }

    /** Moves the lines to the hidden file. */
    Lines spill(StoragePath folder) throws IOException {
        pending(folder).replace(out -> out.write(deflated));
        return new Lines(run, attempt, number, new byte[0]);
    }

    /**
     * Publishes the lines.
     *
     * @throws IOException with the path, if a file cannot be read or written
     */
    Part publish(StoragePath folder) throws IOException {
        if (number == EARLIER) {
            throw new IOException("events of the checkpoint are not in " + folder.resolve(run)
                    + " yet: resume it once with the convstream that wrote it");
        }
        StoragePath target = folder.resolve(Part.name(attempt, number, number));
        try (InputStream in = deflated.length > 0
                        ? new ByteArrayInputStream(deflated)
                        : pending(folder).open();
                InputStream lines = new InflaterInputStream(in)) {
            target.replace(lines::transferTo);
        }
        return new Part(target, attempt, number, number, target.size());
    }

    /** Deletes the hidden file, if there is one. */
    void deletePending(StoragePath folder) throws IOException {
        if (deflated.length == 0 && number != EARLIER) {
            pending(folder).delete();
        }
    }

    private StoragePath pending(StoragePath folder) {
        return folder.resolve("." + Part.name(attempt, number, number) + ".pending");
    }

    /** Serializes lines for a checkpoint. */
    static final class Serializer implements SimpleVersionedSerializer<Lines> {

        /** Versions 1 and 2 are Flink's file sink. */
        private static final int VERSION = 3;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(Lines lines) throws IOException {
            var out = new DataOutputSerializer(2 * lines.run.length() + 16 + lines.deflated.length);
            out.writeUTF(lines.run);
            out.writeInt(lines.attempt);
            out.writeLong(lines.number);
            out.write(lines.deflated);
            return out.getCopyOfBuffer();
        }

        @Override
        public Lines deserialize(int version, byte[] serialized) throws IOException {
            if (version < VERSION) {
                return EarlierParts.lines(serialized);
            }
            var in = new DataInputDeserializer(serialized);
            String run = in.readUTF();
            int attempt = in.readInt();
            long number = in.readLong();
            byte[] deflated = new byte[in.available()];
            in.readFully(deflated);
            return new Lines(run, attempt, number, deflated);
        }
    }
}

package io.convstream.ingest.dataset;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * File names in their order, compressed, because they travel with a job: 50,000 take about 150 kB.
 *
 * @param packed each name in UTF-8, a zero byte after each: no file name has one
 */
record PackedFileNames(byte[] packed) implements Serializable {

    private static final String END = "\0";

    static PackedFileNames of(List<String> names) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_COMPRESSION))) {
            for (String name : names) {
                out.write((name + END).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot compress in memory", e);
        }
        return new PackedFileNames(bytes.toByteArray());
    }

    List<String> names() {
        try (var in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return all.isEmpty() ? List.of() : List.of(all.split(END));
        } catch (IOException e) {
            throw new UncheckedIOException("the file names of a job are damaged", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackedFileNames list && Arrays.equals(packed, list.packed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(packed);
    }
}

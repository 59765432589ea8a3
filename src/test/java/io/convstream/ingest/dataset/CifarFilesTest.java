package io.convstream.ingest.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.convstream.image.ImageSet;
import io.convstream.image.Origin;
import io.convstream.image.RecordFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarFilesTest {

    private static final int RECORD = CifarFiles.RECORD_BYTES;

    @TempDir
    private Path folder;

    @Test
    void readsTheRecordsOfAllFilesInOrder() throws IOException {
        Path first = write("data_batch_1.bin", 2 * RECORD);
        Path third = write("data_batch_3.bin", RECORD);
        CifarFiles set = CifarFiles.train(folder);
        assertThat(set.size()).isEqualTo(3);
        try (ImageSet.Reader reader = set.open()) {
            assertThat(reader.read(2))
                    .usingRecursiveComparison()
                    .isEqualTo(new ImageSet.Entry(
                            RecordFormat.CIFAR, Files.readAllBytes(third), -1, new Origin(third.toString(), -1, 0, 0)));
            ImageSet.Entry second = reader.read(1);
            assertThat(second.origin()).isEqualTo(new Origin(first.toString(), -1, 1, RECORD));
            assertThat(second.content()).isEqualTo(Arrays.copyOfRange(Files.readAllBytes(first), RECORD, 2 * RECORD));
        }
    }

    @Test
    void readsTheTailOfATruncatedFileAsAShortRecord() throws IOException {
        write("data_batch_1.bin", RECORD + 100);
        Path second = write("data_batch_2.bin", RECORD);
        CifarFiles set = CifarFiles.train(folder);
        assertThat(set.size()).isEqualTo(3);
        try (ImageSet.Reader reader = set.open()) {
            assertThat(reader.read(0).content()).hasSize(RECORD);
            assertThat(reader.read(1).content()).hasSize(100);
            assertThat(reader.read(1).origin().byteOffset()).isEqualTo(RECORD);
            assertThat(reader.read(2).origin()).isEqualTo(new Origin(second.toString(), -1, 0, 0));
        }
    }

    @Test
    void readsClassNamesFromTheFolderOrUsesThoseOfCifar10() throws IOException {
        Files.write(folder.resolve("test_batch.bin"), new byte[RECORD]);
        assertThat(CifarFiles.heldOut(folder).classNames())
                .startsWith("airplane")
                .hasSize(10);
        Files.writeString(folder.resolve("batches.meta.txt"), "cat\ndog\n\n");
        assertThat(CifarFiles.heldOut(folder).classNames()).containsExactly("cat", "dog");
    }

    @Test
    void readsClassNamesWithAnyLineEndAndRefusesOtherEncodings() throws IOException {
        Files.write(folder.resolve("test_batch.bin"), new byte[RECORD]);
        Path meta = folder.resolve("batches.meta.txt");
        Files.writeString(meta, "\uFEFFKäse\r\n\r\nBrot\r\n");
        assertThat(CifarFiles.heldOut(folder).classNames()).containsExactly("Käse", "Brot");
        Files.writeString(meta, "Brot\nKäse\n", StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> CifarFiles.heldOut(folder))
                .hasMessageStartingWith(meta + " is not UTF-8 text (line 2): save it as UTF-8");
        Files.writeString(meta, "Brot\nBrot\n");
        assertThatThrownBy(() -> CifarFiles.heldOut(folder)).hasMessageContaining("2 classes, 1 of them different");
    }

    @Test
    void refusesTooFewClassNames() throws IOException {
        var content = new byte[200 * RECORD];
        for (int record = 0; record < 200; record++) {
            content[record * RECORD] = (byte) (record % 3);
        }
        Files.write(folder.resolve("test_batch.bin"), content);
        Files.writeString(folder.resolve("batches.meta.txt"), "cat\ndog\n");
        assertThatThrownBy(() -> CifarFiles.heldOut(folder))
                .hasMessageContaining("names 2 classes, but 66 of the 200 records");
        for (int record = 0; record < 200; record++) {
            content[record * RECORD] = (byte) (record == 7 ? 250 : record % 2);
        }
        Files.write(folder.resolve("test_batch.bin"), content);
        assertThat(CifarFiles.heldOut(folder).size()).isEqualTo(200); // one bad record is a dead letter
    }

    @Test
    void refusesCifar100() throws IOException {
        Path file = write("data_batch_1.bin", 20 * (RECORD + 1));
        assertThatThrownBy(() -> CifarFiles.train(folder))
                .hasMessageContaining(file + " holds records of 3074 bytes, as those of CIFAR-100");
    }

    @Test
    void namesMissingFiles() throws IOException {
        assertThatThrownBy(() -> CifarFiles.train(folder.resolve("nowhere")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no folder " + folder.resolve("nowhere"));
        assertThatThrownBy(() -> CifarFiles.heldOut(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder + " holds none of test_batch.bin");
        write("test_batch.bin", 0);
        assertThatThrownBy(() -> CifarFiles.heldOut(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no records in " + folder.resolve("test_batch.bin"));
        Files.createDirectory(folder.resolve("data_batch_1.bin"));
        assertThatThrownBy(() -> CifarFiles.train(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot read the CIFAR file " + folder.resolve("data_batch_1.bin"));
    }

    @Test
    void detectsFilesThatChangedSinceTheSetWasCreated() throws IOException {
        Path file = write("test_batch.bin", 2 * RECORD);
        CifarFiles set = CifarFiles.heldOut(folder);
        try (ImageSet.Reader reader = set.open()) {
            write("test_batch.bin", RECORD);
            assertThatThrownBy(() -> reader.read(1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("record 1 of " + file);
            assertThatThrownBy(() -> reader.read(2)).hasMessageContaining("no record 2");
            assertThatThrownBy(() -> reader.read(-1)).hasMessageContaining("no record -1");
        }
        assertThatThrownBy(set::open).hasMessageContaining(file + " has 3073 bytes now, not 6146");
    }

    @Test
    void survivesJavaSerialization() throws Exception {
        write("test_batch.bin", RECORD);
        CifarFiles set = CifarFiles.heldOut(folder);
        assertThat(JavaSerialization.bytes(set)).hasSizeLessThan(2_000);
        assertThat(JavaSerialization.roundTrip(set)).isEqualTo(set);
    }

    @Test
    void readsTheRealImages() throws IOException {
        String cifar10 = System.getProperty("cifar10.dir", "");
        assumeFalse(cifar10.isEmpty(), "needs the real images");
        Path batches = Path.of(cifar10, "cifar-10-batches-bin");
        CifarFiles set = CifarFiles.train(batches);
        assertThat(set.size()).isEqualTo(50_000);
        assertThat(set.classNames()).isEqualTo(CifarFiles.CIFAR10_NAMES);
        try (ImageSet.Reader reader = set.open()) {
            for (long position = 0; position < set.size(); position += 997) {
                assertThat(reader.read(position).content())
                        .hasSize(RECORD)
                        .satisfies(content -> assertThat(content[0]).isBetween((byte) 0, (byte) 9));
            }
            assertThat(reader.read(49_999).origin())
                    .isEqualTo(new Origin(batches.resolve("data_batch_5.bin").toString(), -1, 9_999, 9_999L * RECORD));
        }
    }

    private Path write(String name, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            content[i] = (byte) (i * 31 + name.hashCode());
        }
        return Files.write(folder.resolve(name), content);
    }
}

package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.convstream.image.ImageShape;
import io.convstream.image.RecordFormat;
import io.convstream.prepare.decode.BadRecordException;
import io.convstream.prepare.decode.RecordDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Compares 5,000 test images of CIFAR-10 as records and as JPEG files. */
@EnabledIfSystemProperty(named = "cifar10.dir", matches = ".+")
class RealImagesTest {

    private static final Path FOLDER = Path.of(System.getProperty("cifar10.dir", ""));
    private static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    @Test
    void recordsAndJpegFilesAreTheSameImages() throws IOException, BadRecordException {
        try (var decoder = new RecordDecoder(new ImageShape(32, 32, 3), 10)) {
            double[] ofRecords = new double[10];
            byte[] records = Files.readAllBytes(FOLDER.resolve("cifar-10-batches-bin/test_batch.bin"));
            int count = records.length / 3073;
            for (int index = 0; index < count; index++) {
                byte[] content = Arrays.copyOfRange(records, index * 3073, (index + 1) * 3073);
                add(decoder.decode(Images.raw(content, RecordFormat.CIFAR, -1)), ofRecords);
            }
            double[] ofFiles = new double[10];
            int files = 0;
            for (int label = 0; label < 10; label++) {
                for (Path file : files(CLASSES.get(label))) {
                    byte[] content = Files.readAllBytes(file);
                    add(decoder.decode(Images.raw(content, RecordFormat.ENCODED, label)), ofFiles);
                    files++;
                }
            }
            assertThat(files).isEqualTo(count);
            for (int label = 0; label < 10; label++) {
                // Two JPEG decoders may round a value differently, rarely and by little.
                assertThat(ofFiles[label] / ofRecords[label]).isCloseTo(1, within(0.001));
            }
        }
    }

    private static List<Path> files(String name) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve("cifar10-jpeg/test").resolve(name))) {
            return files.toList();
        }
    }

    private static void add(RecordDecoder.Image image, double[] sums) {
        for (byte value : image.pixels()) {
            sums[image.label()] += value & 0xFF;
        }
    }
}

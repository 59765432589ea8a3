package io.convstream.ingest.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.ImageSet;
import io.convstream.image.RecordFormat;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class ShapesTest {

    private static final long SEED = 1;

    @Test
    void rendersTheSameImagesOnEveryMachine() throws IOException {
        // A different checksum means that all published results change.
        var sum = new CRC32();
        try (ImageSet.Reader reader = new Shapes(SEED, false, 1_000).open()) {
            for (int i = 0; i < 1_000; i++) {
                sum.update(reader.read(i).content());
            }
        }
        assertThat(Long.toHexString(sum.getValue())).isEqualTo("cee1eab8");
    }

    @Test
    void rendersAnImageIndependentlyOfOthers() throws IOException {
        try (ImageSet.Reader one = new Shapes(SEED, false, 100).open();
                ImageSet.Reader other = new Shapes(SEED, false, 1_000_000).open()) {
            byte[] alone = one.read(77).content();
            other.read(999_999);
            assertThat(other.read(77).content()).isEqualTo(alone);
        }
    }

    @Test
    void emitsCifarRecordsWithLabels() throws IOException {
        Shapes set = new Shapes(SEED, true, 20);
        assertThat(set.classNames()).hasSize(10).startsWith("circle", "square").doesNotHaveDuplicates();
        try (ImageSet.Reader reader = set.open()) {
            ImageSet.Entry entry = reader.read(13);
            assertThat(entry.format()).isEqualTo(RecordFormat.CIFAR);
            assertThat(entry.label()).isEqualTo(-1);
            assertThat(entry.content()).hasSize(CifarFiles.RECORD_BYTES).startsWith(3);
            assertThat(entry.origin().source()).isEqualTo("shapes/test");
            assertThat(entry.origin().position()).isEqualTo(13);
        }
    }

    @Test
    void splitsAndSeedsShareNoImage() throws IOException {
        Set<Integer> hashes = new HashSet<>();
        int images = 500;
        for (Shapes set : new Shapes[] {
            new Shapes(SEED, false, images), new Shapes(SEED, true, images), new Shapes(SEED + 1, false, images)
        }) {
            try (ImageSet.Reader reader = set.open()) {
                for (int i = 0; i < images; i++) {
                    hashes.add(Arrays.hashCode(reader.read(i).content()));
                }
            }
        }
        assertThat(hashes).hasSize(3 * images);
    }

    @Test
    void refusesPositionsOutOfRange() throws IOException {
        assertThatThrownBy(() -> new Shapes(SEED, false, 0)).hasMessageContaining("a set of 0 generated images");
        try (ImageSet.Reader reader = new Shapes(SEED, false, 10).open()) {
            assertThatThrownBy(() -> reader.read(10)).hasMessageContaining("no image 10");
        }
    }
}

package io.convstream.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.Framing;
import io.convstream.image.ImageSet;
import io.convstream.image.Origin;
import io.convstream.image.RecordFormat;
import io.convstream.prepare.decode.BadRecordReason;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldOutImagesTest {

    @Test
    void keepsUsableImagesInOrderAndReportsTheOthers() throws IOException {
        var options = PrepareOptions.tutorial(1);
        HeldOutImages held = HeldOutImages.read(new FourRecords(), options);
        assertThat(held.images().labels()).containsExactly(0, 2, 3);
        assertThat(held.deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).isEqualTo(BadRecordReason.WRONG_LENGTH))
                .satisfies(letter -> assertThat(letter.origin().position()).isEqualTo(1));
        assertThat(held.images().pixels()).hasSize(3 * 1728);
        assertThat(Arrays.copyOfRange(held.images().pixels(), 1728, 2 * 1728)).isEqualTo(center(2));
    }

    @Test
    void refusesASetWithoutUsableImages() throws IOException {
        var twoClasses = new PrepareOptions(Framing.of(32, 0, 32), Augmentation.NONE, 1, 2);
        HeldOutImages.requireUsable(new FourRecords(), twoClasses);
        var other = new OtherLabels();
        String message = "none of the 4 held-out images can be used; the first, from four: "
                + "the label 1999999999 is not between 0 and 1";
        assertThatThrownBy(() -> HeldOutImages.requireUsable(other, twoClasses))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> HeldOutImages.read(other, twoClasses)).hasMessage(message);
    }

    /** Records with a label outside the classes. */
    private record OtherLabels() implements ImageSet {

        @Override
        public List<String> classNames() {
            return List.of("a", "b");
        }

        @Override
        public long size() {
            return 4;
        }

        @Override
        public Reader open() {
            return new Reader() {
                @Override
                public Entry read(long position) {
                    return new Entry(
                            RecordFormat.PLANES, new byte[3072], 1_999_999_999, new Origin("four", -1, position, -1));
                }

                @Override
                public void close() {}
            };
        }
    }

    /** The expected network input of record {@code position}. */
    private static float[] center(int position) {
        byte[] content = Images.cifar(position, position);
        byte[] pixels = new byte[3072];
        for (int index = 0; index < 3072; index++) {
            pixels[index] = content[1 + index % 3 * 1024 + index / 3];
        }
        return new ImageTransform(PrepareOptions.tutorial(9).unaugmented()).apply(pixels, Images.numbered(99));
    }

    /** Four records, the second of them truncated. */
    private record FourRecords() implements ImageSet {

        @Override
        public List<String> classNames() {
            return List.of("a", "b", "c", "d");
        }

        @Override
        public long size() {
            return 4;
        }

        @Override
        public Reader open() {
            return new Reader() {
                @Override
                public Entry read(long position) {
                    byte[] content = Images.cifar((int) position, position);
                    return new Entry(
                            RecordFormat.CIFAR,
                            position == 1 ? Arrays.copyOf(content, 1000) : content,
                            -1,
                            new Origin("four", -1, position, -1));
                }

                @Override
                public void close() {}
            };
        }
    }
}

package io.convstream.ingest.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.ClassNames;
import io.convstream.image.ImageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelabeledImagesTest {

    private static final ImageSet SHAPES = new Shapes(1, true, 20);

    @TempDir
    private Path folder;

    private static ClassNames reversed() {
        List<String> names = new ArrayList<>(SHAPES.classNames());
        Collections.reverse(names);
        return new ClassNames("the model", names, true);
    }

    @Test
    void mapsLabelsInsideRecords() throws IOException {
        ImageSet set = RelabeledImages.as(reversed(), "the images", SHAPES);
        assertThat(set.classNames()).isEqualTo(reversed().names());
        try (ImageSet.Reader reader = set.open();
                ImageSet.Reader before = SHAPES.open()) {
            for (int i = 0; i < SHAPES.size(); i++) {
                byte[] then = before.read(i).content();
                byte[] now = reader.read(i).content();
                assertThat(now[0]).isEqualTo((byte) (9 - then[0]));
                then[0] = now[0];
                assertThat(now).isEqualTo(then);
            }
        }
    }

    @Test
    void mapsLabelsOfFiles() throws IOException {
        for (String name : List.of("ant", "bee")) {
            Files.write(
                    Files.createDirectories(folder.resolve("test").resolve(name))
                            .resolve("1.png"),
                    new byte[] {1});
        }
        ImageSet files = FolderLayout.split(folder).orElseThrow().heldOut();
        ImageSet set =
                RelabeledImages.as(new ClassNames("the model", List.of("bee", "ant"), true), "the images", files);
        try (ImageSet.Reader reader = set.open()) {
            assertThat(reader.read(0).origin().source()).contains("ant");
            assertThat(reader.read(0).label()).isEqualTo(1);
            assertThat(reader.read(1).label()).isZero();
        }
    }

    @Test
    void returnsTheSetItselfForTheSameOrder() {
        ClassNames same = new ClassNames("the model", SHAPES.classNames(), true);
        assertThat(RelabeledImages.as(same, "the images", SHAPES)).isSameAs(SHAPES);
    }

    @Test
    void refusesOtherClasses() {
        ClassNames other = new ClassNames("the model", List.of("cat", "circle"), true);
        assertThatThrownBy(() -> RelabeledImages.as(other, "the images", SHAPES))
                .hasMessageContaining("the images and the model have different classes")
                .hasMessageContaining("only the second has cat");
    }
}

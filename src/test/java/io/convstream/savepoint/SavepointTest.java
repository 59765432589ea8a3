package io.convstream.savepoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.failure.UsageException;
import io.convstream.storage.StoragePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Savepoints with a stored state of the training operator, damaged and foreign ones. */
final class SavepointTest {

    @TempDir
    private Path folder;

    @Test
    void theStepsOfEachModelAreRead() throws Exception {
        write(savepoint("train"));
        assertThat(steps(open())).isEqualTo(Map.of("m", 2L));
    }

    @Test
    void theContentsHaveTheHashOfTheEvents() throws Exception {
        write(savepoint("train"));
        SavepointContents contents = open().contents();
        assertThat(contents.checkpoint()).isEqualTo(7);
        assertThat(contents.source()).isNull();
        assertThat(contents.shuffle()).isNull();
        ModelContents model = contents.models().get(0);
        assertThat(model.parametersSha256())
                .isEqualTo("788d7e0bf9ec73a85b1cb435ddbdd5d14e5dea91621a232a144a202e542d4cc3");
        assertThat(model)
                .extracting(
                        ModelContents::name, ModelContents::step, ModelContents::images, ModelContents::nextSequence)
                .containsExactly("m", 2L, 8L, 10L);
        assertThat(model)
                .extracting(ModelContents::waiting, ModelContents::early, ModelContents::towers, ModelContents::failure)
                .containsExactly(2, 0, 2, null);
    }

    @Test
    void aSavepointIsIdenticalToItself() throws Exception {
        write(savepoint("train"));
        assertThat(SavepointDiff.of(open(), open())).isEmpty();
    }

    @Test
    void eachDifferenceIsALine() throws Exception {
        byte[] savepoint = savepoint("train");
        write(savepoint);
        Savepoint first = open();
        steps(first);
        Path other = Files.createDirectory(folder.resolve("other"));
        int configuration = stateVersion(savepoint) + Integer.BYTES;
        ByteBuffer bytes = ByteBuffer.wrap(savepoint);
        int towers = configuration + Integer.BYTES + bytes.getInt(configuration);
        bytes.putInt(towers, 3);
        bytes.putLong(towers + Integer.BYTES, 5);
        int parameters = towers + Integer.BYTES + Long.BYTES + Integer.BYTES;
        bytes.order(ByteOrder.LITTLE_ENDIAN).putFloat(parameters, bytes.getFloat(parameters) + 0.5F);
        Files.write(other.resolve("_metadata"), savepoint);
        int count = first.contents().models().get(0).parameters();
        assertThat(SavepointDiff.of(first, Savepoint.open(StoragePath.of(other))))
                .containsExactly(
                        "model m: step 2 -> 5",
                        "model m: towers 2 -> 3",
                        String.format("model m: parameters: 1 of %,d values differ (max |d| 0.500)", count));
    }

    @Test
    void aFolderWithoutSavepointIsRefused() {
        assertThatThrownBy(this::open)
                .isInstanceOf(UsageException.class)
                .hasMessageMatching("there is no checkpoint or savepoint in \\S+ \\(it has no file _metadata\\): "
                        + "give the folder of one");
    }

    @Test
    void anotherFileOfThisNameIsRefused() throws Exception {
        write("hello, world".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(this::open)
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("was not written by Flink (_metadata begins with other bytes)");
    }

    @Test
    void theSavepointOfAnotherJobIsRefused() throws Exception {
        write(savepoint("count-words"));
        assertThatThrownBy(() -> steps(open()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is of another Flink job (it has no operator 'train')");
    }

    @Test
    void metadataOfAnotherFormatIsRefused() throws Exception {
        byte[] savepoint = savepoint("train");
        ByteBuffer.wrap(savepoint).putInt(Integer.BYTES, 99);
        write(savepoint);
        assertThatThrownBy(this::open)
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("has metadata of format 99, but this convstream reads Flink's formats 5 and 6");
    }

    @Test
    void stateOfANewerFormatIsRefused() throws Exception {
        byte[] savepoint = savepoint("train");
        ByteBuffer.wrap(savepoint).putInt(stateVersion(savepoint), 99);
        write(savepoint);
        assertThatThrownBy(() -> steps(open()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(
                        "this model's state was written in format 99, this convstream reads formats 1 to");
    }

    @Test
    void aSerializerThatIsNotOfConvstreamsStateIsNotLoaded() throws Exception {
        byte[] savepoint = savepoint("train");
        String own = "io.convstream.train.ModelStateSerializer$Snapshot";
        String other = "org.example.other.Serializer$StateSnapshotOfOther";
        System.arraycopy(other.getBytes(StandardCharsets.UTF_8), 0, savepoint, indexOf(savepoint, own), own.length());
        write(savepoint);
        assertThatThrownBy(() -> steps(open()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("names the class " + other + ", which is no serializer of convstream's state");
    }

    @Test
    void javaObjectsInTheMetadataAreNotDeserialized() throws Exception {
        byte[] savepoint = savepoint("train");
        int properties = indexOf(savepoint, "\u00ac\u00ed\u0000\u0005");
        var changed = new ByteArrayOutputStream();
        changed.write(savepoint, 0, properties);
        new ObjectOutputStream(changed).writeObject(new Trap());
        write(changed.toByteArray());
        assertThat(steps(open())).isEqualTo(Map.of("m", 2L));
        assertThat(Trap.sprung).isFalse();
    }

    @Test
    void aTruncatedOrDamagedSavepointIsReadOrRefused() throws Exception {
        byte[] savepoint = savepoint("train");
        for (int length = 0; length < stateVersion(savepoint); length += 7) {
            write(Arrays.copyOf(savepoint, length));
            assertThatThrownBy(() -> steps(open())).isInstanceOf(UsageException.class);
        }
        var random = new Random(1);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = savepoint.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            write(damaged);
            try {
                steps(open());
            } catch (UsageException e) {
                assertThat(e.getMessage()).doesNotContain("\n", "null", "Exception");
            }
        }
    }

    private static Map<String, Long> steps(Savepoint savepoint) {
        Map<String, Long> steps = new TreeMap<>();
        savepoint.forEachModel((name, model) -> steps.put(name, model.trainer().step()));
        return steps;
    }

    private Savepoint open() {
        return Savepoint.open(StoragePath.of(folder));
    }

    private void write(byte[] metadata) throws IOException {
        Files.write(folder.resolve("_metadata"), metadata);
    }

    private static byte[] savepoint(String uid) throws Exception {
        return StoredOperators.metadata(StoredOperators.train(uid));
    }

    /** Returns the position of the version of a model's state: before the length of its configuration. */
    private static int stateVersion(byte[] savepoint) {
        return indexOf(savepoint, "{\n") - 2 * Integer.BYTES;
    }

    private static int indexOf(byte[] bytes, String text) {
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
        assertThat(at).describedAs(text).isNotNegative();
        return at;
    }

    /** An object whose deserialization is noticed. */
    private static final class Trap implements Serializable {

        private static boolean sprung;

        private void readObject(ObjectInputStream in) {
            sprung = true;
        }
    }
}

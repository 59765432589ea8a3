package io.convstream.savepoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.failure.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Savepoints with a stored state of the training operator, damaged and foreign ones. */
final class SavepointTest {

    private static final String STATE = "src/test/resources/state/format-1.bin";

    @TempDir
    private Path folder;

    @Test
    void theStepsOfEachModelAreRead() throws Exception {
        write(savepoint("train"));
        assertThat(open().steps()).isEqualTo(Map.of("m", 2L));
    }

    @Test
    void aFolderWithoutSavepointIsRefused() {
        assertThatThrownBy(this::open)
                .isInstanceOf(UsageException.class)
                .hasMessageMatching("there is no checkpoint or savepoint in file:\\S+ \\(it has no file _metadata\\): "
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
        assertThatThrownBy(() -> open().steps())
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
        assertThatThrownBy(() -> open().steps())
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
        assertThatThrownBy(() -> open().steps())
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
        assertThat(open().steps()).isEqualTo(Map.of("m", 2L));
        assertThat(Trap.sprung).isFalse();
    }

    @Test
    void aTruncatedOrDamagedSavepointIsReadOrRefused() throws Exception {
        byte[] savepoint = savepoint("train");
        for (int length = 0; length < stateVersion(savepoint); length += 7) {
            write(Arrays.copyOf(savepoint, length));
            assertThatThrownBy(() -> open().steps()).isInstanceOf(UsageException.class);
        }
        var random = new Random(1);
        for (int i = 0; i < 300; i++) {
            byte[] damaged = savepoint.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            write(damaged);
            try {
                open().steps();
            } catch (UsageException e) {
                assertThat(e.getMessage()).doesNotContain("\n", "null", "Exception");
            }
        }
    }

    private Savepoint open() {
        return Savepoint.open(new org.apache.flink.core.fs.Path(folder.toUri()));
    }

    private void write(byte[] metadata) throws IOException {
        Files.write(folder.resolve("_metadata"), metadata);
    }

    /** Returns metadata that contains the state of an operator. */
    private static byte[] savepoint(String uid) throws Exception {
        OperatorState operator = new OperatorState(uid, uid, new OperatorID(), 1, 1);
        operator.putState(
                0,
                OperatorSubtaskState.builder()
                        .setManagedKeyedState(keyedState())
                        .build());
        var bytes = new ByteArrayOutputStream();
        Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(7, List.of(operator), List.of()), bytes);
        return bytes.toByteArray();
    }

    private static KeyGroupsStateHandle keyedState() throws Exception {
        var stored = (KeyGroupsStateHandle) OperatorSnapshotUtil.readStateHandle(STATE)
                .getManagedKeyedState()
                .iterator()
                .next();
        try (InputStream in = stored.openInputStream()) {
            return new KeyGroupsStateHandle(
                    stored.getGroupRangeOffsets(), new ByteStreamStateHandle("state", in.readAllBytes()));
        }
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

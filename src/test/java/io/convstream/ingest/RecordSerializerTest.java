package io.convstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.Example;
import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.image.RecordFormat;
import io.convstream.ingest.dataset.CifarFiles;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Serialization of records between tasks. */
class RecordSerializerTest {

    private static final Origin ORIGIN = new Origin("data_batch_1.bin", -1, 7, 21_511);

    static Stream<RawRecord> records() {
        byte[] content = new byte[CifarFiles.RECORD_BYTES];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) i;
        }
        return Stream.of(
                new RawRecord(Long.MAX_VALUE, 3, RecordFormat.CIFAR, content, -1, ORIGIN),
                new RawRecord(0, 0, RecordFormat.ENCODED, new byte[0], 9, new Origin("Ω", 5, 1L << 40, -1)));
    }

    @ParameterizedTest
    @MethodSource("records")
    void rawRecordsSurviveARoundTrip(RawRecord record) throws IOException {
        assertThat(roundTrip(serializer(RawRecord.class), record))
                .usingRecursiveComparison()
                .isEqualTo(record);
    }

    @Test
    void examplesSurviveARoundTrip() throws IOException {
        TypeSerializer<Example> serializer = serializer(Example.class);
        for (Example example : new Example[] {
            new Example("a", 5, 1, 3, new float[] {1.5f, -0f, Float.MIN_VALUE}), Example.tombstone("b", 6, 1)
        }) {
            assertThat(roundTrip(serializer, example))
                    .usingRecursiveComparison()
                    .isEqualTo(example);
        }
    }

    /** Little overhead besides the fields: neither Kryo nor Java serialization is used. */
    @Test
    void serializedSizeIsCloseToTheContent() throws IOException {
        var out = new DataOutputSerializer(64);
        serializer(RawRecord.class).serialize(records().findFirst().orElseThrow(), out);
        assertThat(out.length()).isLessThan(CifarFiles.RECORD_BYTES + 100);
    }

    private static <T> TypeSerializer<T> serializer(Class<T> type) {
        TypeInformation<T> information = TypeInformation.of(type);
        assertThat(information).isInstanceOf(PojoTypeInfo.class);
        var config = new SerializerConfigImpl();
        // Fails if any field would use Kryo.
        config.setGenericTypes(false);
        return information.createSerializer(config);
    }

    private static <T> T roundTrip(TypeSerializer<T> serializer, T value) throws IOException {
        var out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }
}

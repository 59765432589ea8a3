package io.convstream.labels;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelDeserializerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cat | cat",
                "3 | 3",
                "traffic light | traffic light",
                "{\"label\": \"cat\"} | cat",
                "{\"label\": 3, \"by\": \"Ann\"} | 3",
                "{\"label\": \" é \"} | é"
            })
    void aLabelIsAClassAloneOrInJson(String value, String name) {
        Label label = read("key", value);
        assertThat(label.name()).isEqualTo(name);
        assertThat(label.problem()).isNull();
        assertThat(label.key()).isEqualTo("key");
        assertThat(label.value()).isEqualTo(value.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{}", "{\"label\": null}", "{\"label\": 1.5}", "{\"label\": [1]}", "{\"label\"", "{"})
    void anythingElseHasAProblem(String value) {
        assertThat(read("key", value).problem()).contains("send");
    }

    @Test
    void aMessageWithoutKeyOrValueIsRead() {
        assertThat(read(null, "cat").key()).isEmpty();
        assertThat(read("key", null).problem()).startsWith("the label is empty");
    }

    private static Label read(@Nullable String key, @Nullable String value) {
        List<Label> labels = new ArrayList<>();
        new LabelDeserializer()
                .deserialize(
                        new ConsumerRecord<>("labels", 2, 7, bytes(key), bytes(value)), new ListCollector<>(labels));
        assertThat(labels).hasSize(1);
        return labels.get(0);
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}

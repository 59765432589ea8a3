package io.convstream.event;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.convstream.change.ChangeEvent;
import io.convstream.evaluate.Evaluation;
import io.convstream.prepare.DeadLetter;
import io.convstream.train.TrainFailure;
import io.convstream.train.TrainStep;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.jspecify.annotations.Nullable;

/**
 * Encodes events and dead letters as JSON Lines: {@code type} and {@code version}, then the record's components in
 * order. Times are ISO-8601 in UTC, bytes Base64. NaN and infinities, which JSON cannot represent, are null.
 */
public final class JsonLines<T> implements Encoder<T>, SerializationSchema<T> {

    static final int VERSION = 2;

    private static final Map<Class<?>, String> TYPES = Map.of(
            TrainStep.class, "step",
            Evaluation.class, "evaluation",
            TrainFailure.class, "failure",
            ModelAnnouncement.class, "model",
            ChangeEvent.class, "change",
            DeploymentEvent.class, "deployment",
            ShiftEvent.class, "shift",
            PrecisionEvent.class, "precision",
            DeadLetter.class, "dead-letter");

    /** Not Jackson's shared cache: if Jackson is in Flink's lib, that would leak the classes of every job. */
    private static final LookupCache<Object, JavaType> TYPE_CACHE = new LRUMap<>(16, 200);

    /** Serializes fields only, not getters. */
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .typeFactory(TypeFactory.defaultInstance().withCache(TYPE_CACHE))
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .visibility(PropertyAccessor.GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .build();

    /** Returns an event's line, without the line feed. */
    public static String line(Object event) {
        return text(json(event));
    }

    /** Returns the line of an evaluation with a reason in place of its confusion matrices. */
    static String lineWithoutConfusion(Evaluation evaluation, String reason) {
        ObjectNode line = json(evaluation);
        for (String score : List.of("newest", "ema")) {
            ObjectNode values = (ObjectNode) line.get(score);
            values.remove("confusionMatrix");
            values.put("confusionMatrixOmitted", reason);
        }
        return text(line);
    }

    private static ObjectNode json(Object event) {
        Object content = component(event);
        String type = TYPES.get(content.getClass());
        if (type == null) {
            throw new IllegalArgumentException(
                    "not an event: " + content.getClass().getName());
        }
        ObjectNode line =
                JsonNodeFactory.instance.objectNode().put("type", type).put("version", VERSION);
        line.setAll((ObjectNode) withoutNaN(MAPPER.valueToTree(content)));
        return line;
    }

    private static String text(ObjectNode line) {
        try {
            return MAPPER.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot encode an event of type " + line.get("type"), e);
        }
    }

    @Override
    public void encode(T event, OutputStream out) throws IOException {
        out.write((line(event) + '\n').getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public byte[] serialize(T event) {
        return line(event).getBytes(StandardCharsets.UTF_8);
    }

    private static Object component(Object any) {
        if (any instanceof ServiceEvent service) {
            return present(service.deployment(), service.shift(), service.precision());
        }
        return any instanceof Event event
                ? present(event.step(), event.evaluation(), event.failure(), event.model(), event.change())
                : any;
    }

    private static Object present(@Nullable Object... components) {
        return Stream.of(components)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("an event without a component"));
    }

    private static JsonNode withoutNaN(JsonNode node) {
        if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
            return NullNode.instance;
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(withoutNaN(field.getValue())));
        }
        if (node instanceof ArrayNode array) {
            for (int index = 0; index < array.size(); index++) {
                array.set(index, withoutNaN(array.get(index)));
            }
        }
        return node;
    }
}

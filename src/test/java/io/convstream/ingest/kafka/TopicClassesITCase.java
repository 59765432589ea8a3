package io.convstream.ingest.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.KafkaBroker;
import io.convstream.image.ImageSet;
import io.convstream.ingest.Datasets;
import io.convstream.ingest.dataset.Shapes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Class names in the messages of a real broker. */
class TopicClassesITCase {

    /** More than the sample for class names. */
    private static final int IMAGES = 1_200;

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = KafkaBroker.start(folder);
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.close();
    }

    @Test
    void samplesNamesOfImagesSortedByClass() throws Exception {
        KafkaTopic topic = KafkaTopic.parse(broker.address("sorted"), Map.of());
        topic.create(2);
        feed(topic, Datasets.SHAPES_CLASSES, true);
        List<String> found = TopicClasses.sample(topic);
        assertThat(found.get(0)).isEqualTo("circle");
        assertThat(found).hasSize(10);
        for (int label = 0; label < found.size(); label++) {
            assertThat(found.get(label)).isIn("", Datasets.SHAPES_CLASSES.get(label));
        }
        ImageSet all = TopicImages.of(topic);
        assertThat(all.classNames()).isEqualTo(Datasets.SHAPES_CLASSES);
        assertThat(all.knowsAllClasses()).isFalse();
    }

    @Test
    void returnsNoNamesForATopicWithoutNames() throws Exception {
        KafkaTopic topic = KafkaTopic.parse(broker.address("nameless"), Map.of());
        topic.create(1);
        feed(topic, List.of(), false);
        assertThat(TopicClasses.sample(topic)).isEmpty();
        assertThat(TopicImages.of(topic).classNames()).isEmpty();
    }

    @Test
    void refusesATopicWithTwoClassSets() throws Exception {
        KafkaTopic topic = KafkaTopic.parse(broker.address("mixed"), Map.of());
        topic.create(1);
        feed(topic, Datasets.SHAPES_CLASSES, false);
        feed(topic, Datasets.CIFAR10_CLASSES, false);
        assertThatThrownBy(() -> TopicClasses.sample(topic))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds images of two class sets")
                .hasMessageContaining("feed each data set into its own topic");
        assertThatThrownBy(() -> TopicImages.of(topic)).hasMessageContaining("two class sets");
    }

    private static void feed(KafkaTopic topic, List<String> names, boolean sorted) throws Exception {
        ImageSet set = new Shapes(1, true, IMAGES);
        List<ImageSet.Entry> images = new ArrayList<>();
        try (ImageSet.Reader reader = set.open()) {
            for (int i = 0; i < IMAGES; i++) {
                images.add(reader.read(i));
            }
        }
        if (sorted) {
            images.sort((a, b) -> Byte.compare(a.content()[0], b.content()[0]));
        }
        try (TopicFeeder feeder = new TopicFeeder(topic)) {
            for (ImageSet.Entry image : images) {
                feeder.send(image, names);
            }
            feeder.flush();
        }
    }
}

package io.convstream.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.common.externalresource.ExternalResourceInfo;
import org.junit.jupiter.api.Test;

class TaskGpusTest {

    /** A resource as a driver describes it. */
    private record Info(Map<String, String> properties) implements ExternalResourceInfo {

        @Override
        public Optional<String> getProperty(String key) {
            return Optional.ofNullable(properties.get(key));
        }

        @Override
        public Collection<String> getKeys() {
            return properties.keySet();
        }
    }

    @Test
    void gpusAreSortedByIndex() {
        assertThat(TaskGpus.indexes(Set.of(gpu("6"), gpu("1"), gpu("14")))).containsExactly(1, 6, 14);
    }

    @Test
    void anotherResourceIsRefused() {
        assertThatThrownBy(() -> TaskGpus.indexes(Set.of(new Info(Map.of("port", "7")))))
                .hasMessageContaining("the external resource gpu has no number as its index")
                .hasMessageContaining("set external-resource.gpu.driver-factory.class");
    }

    private static ExternalResourceInfo gpu(String index) {
        return new Info(Map.of("index", index));
    }
}

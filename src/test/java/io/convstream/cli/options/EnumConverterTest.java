package io.convstream.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.prepare.Augmentation;
import org.junit.jupiter.api.Test;

class EnumConverterTest {

    @Test
    void readsTheNamesOfAugmentations() {
        var converter = new EnumConverter<>(Augmentation.class);
        for (Augmentation augmentation : Augmentation.values()) {
            assertThat(converter.convert(augmentation.toString())).isEqualTo(augmentation);
            assertThat(converter.convert(augmentation.name())).isEqualTo(augmentation);
        }
        assertThatThrownBy(() -> converter.convert("heavy")).hasMessageContaining("tutorial, light, alternating, none");
    }
}

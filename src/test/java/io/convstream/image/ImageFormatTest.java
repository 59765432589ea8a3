package io.convstream.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFormatTest {

    @ParameterizedTest
    @CsvSource({
        "FFD8FFE0, JPEG",
        "89504E470D0A1A0A00, PNG",
        "474946383761, GIF",
        "474946383961, GIF",
        "424D00000000000000000000000028000000, BMP",
    })
    void recognizesAFormatByItsMagicNumber(String bytes, ImageFormat format) {
        assertThat(ImageFormat.of(HexFormat.of().parseHex(bytes))).contains(format);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "FF",
                "FFD8",
                "FFD800FF",
                "89",
                "89504E470D0A1A",
                "89504E470D0A1A0B",
                "474946383861",
                "424D",
                "424D00000000000000000000000099000000",
                "52494646"
            })
    void recognizesNothingElse(String bytes) {
        assertThat(ImageFormat.of(HexFormat.of().parseHex(bytes))).isEmpty();
    }
}

package io.convstream.report;

import io.convstream.image.Png;
import java.awt.image.BufferedImage;
import java.util.Base64;

/** Encodes images as PNG data URIs. */
final class DataUri {

    private DataUri() {}

    static String of(BufferedImage image) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(Png.encode(image));
    }
}

package io.convstream.report;

import io.convstream.publish.Png;
import java.awt.image.BufferedImage;
import java.util.Base64;

/** Makes of pictures PNG files that lie within the page. */
final class PictureUri {

    private PictureUri() {}

    static String of(BufferedImage picture) {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(Png.file(picture));
    }
}

package io.convstream.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.train.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of docs/runs.md has a row for each setting of a fingerprint. */
final class FingerprintPageTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Za-z0-9]+)` \\| [^|]+ \\| ([^|]+) \\|$");

    @Test
    void eachSettingIsDocumentedWithWhatHappensOnResume() throws IOException {
        Map<String, String> expected = new LinkedHashMap<>();
        Arrays.stream(Setting.values()).forEach(setting -> expected.put(setting.key(), text(setting)));
        Map<String, String> documented = new LinkedHashMap<>();
        ROW.matcher(Files.readString(Path.of("docs/runs.md")))
                .results()
                .forEach(row -> documented.put(row.group(1), text(row)));
        assertThat(documented).containsExactlyEntriesOf(expected);
    }

    /** What happens, without the reasons. */
    private static String text(MatchResult row) {
        String text = row.group(2);
        String bits = text.endsWith("bits differ") ? ", bits differ" : "";
        return text.replaceFirst(":.*", "") + bits;
    }

    private static String text(Setting setting) {
        return switch (setting.onChange()) {
            case REFUSED -> "refused";
            case PLANNED -> "the end moves";
            case RECORDED -> "accepted, recorded";
            case ACCEPTED_WITH_NOTE -> "accepted, recorded, bits differ";
            case PRINTED_BY_JOB -> "accepted, bits differ";
            case ACCEPTED -> "accepted";
        };
    }
}

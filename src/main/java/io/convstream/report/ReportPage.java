package io.convstream.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The page: a template, its style and script, the charts' library and the data, all in one file. */
final class ReportPage {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern PART = Pattern.compile("\\{\\{([A-Za-z0-9./]+)}}");
    private static final String DATA = "data";
    private static final String CHARTS = "uplot/";

    private ReportPage() {}

    /**
     * What the script gets.
     *
     * @param created when, as ISO-8601 in UTC
     * @param tutorial the precision@1 that the tutorial reached, 0 to 1; null where no run is about its images
     * @param titles of each run's models
     */
    private record Data(String created, @Nullable Double tutorial, List<List<String>> titles, List<RunReport> runs) {}

    /** @throws IOException where a part of convstream itself is missing */
    static String html(List<RunReport> runs, Instant created) throws IOException {
        List<List<String>> titles =
                runs.stream().map(run -> run.titles(runs.size() == 1)).toList();
        String data = json(new Data(created.toString(), TutorialBaseline.precision(runs), titles, runs));
        Matcher part = PART.matcher(resource("report.html"));
        var page = new StringBuilder();
        while (part.find()) {
            String name = part.group(1);
            part.appendReplacement(page, Matcher.quoteReplacement(name.equals(DATA) ? data : resource(name)));
        }
        return part.appendTail(page).toString();
    }

    /** JSON that ends no script element and begins no comment, whatever text is in it. */
    static String json(Object data) throws JsonProcessingException {
        return JSON.writeValueAsString(data).replace("<", "\\u003c");
    }

    private static String resource(String name) throws IOException {
        String path = name.startsWith(CHARTS) ? webJar() + name.substring(CHARTS.length()) : name;
        try (InputStream in = open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Where the library's files lie; its version is part of the path. */
    private static String webJar() throws IOException {
        var properties = new Properties();
        try (InputStream in = open("/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
            properties.load(in);
        }
        return "/META-INF/resources/webjars/uplot/" + properties.getProperty("version") + "/";
    }

    private static InputStream open(String path) throws IOException {
        InputStream in = ReportPage.class.getResourceAsStream(path);
        if (in == null) {
            throw new IOException(path + " is missing on the class path: build convstream anew");
        }
        return in;
    }
}

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

/** The self-contained HTML page: template, style, scripts, uPlot and data. */
final class ReportPage {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern PART = Pattern.compile("\\{\\{([A-Za-z0-9./]+)}}");
    private static final String DATA = "data";
    private static final String CHARTS = "uplot/";

    private ReportPage() {}

    /**
     * The data for the script.
     *
     * @param created ISO-8601 in UTC
     * @param tutorial the tutorial's precision@1, 0 to 1; null if no run uses its images
     * @param titles the titles of each run's models
     */
    private record Data(String created, @Nullable Double tutorial, List<List<String>> titles, List<RunReport> runs) {}

    /** @throws IOException if a resource is missing */
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

    /** Returns JSON that cannot end a script element or begin a comment. */
    static String json(Object data) throws JsonProcessingException {
        return JSON.writeValueAsString(data).replace("<", "\\u003c");
    }

    private static String resource(String name) throws IOException {
        String path = name.startsWith(CHARTS) ? webJar() + name.substring(CHARTS.length()) : name;
        try (InputStream in = open(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Returns the path of uPlot's files, which contains its version. */
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
            throw new IOException(path + " is missing on the class path: rebuild convstream");
        }
        return in;
    }
}

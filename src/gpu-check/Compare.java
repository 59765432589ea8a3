import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Compares the steps of runs with those that a CPU has recorded. Run by {@code src/gpu-check/run}. */
public final class Compare {

    /** Single precision, after five steps. */
    private static final double TOLERANCE = 1e-2;

    private static final Pattern NUMBER = Pattern.compile("\"(step|loss|gradientNorm)\":(-?[0-9.E+-]+)");

    /** Loss and norm of the gradient of a step. */
    private record Step(double loss, double gradientNorm) {}

    public static void main(String[] arguments) throws IOException {
        List<Path> runs = Stream.of(arguments).skip(2).map(Path::of).toList();
        switch (arguments[0]) {
            case "record" -> record(Path.of(arguments[1]), runs);
            case "compare" -> compare(Path.of(arguments[1]), runs);
            default -> requireSteps(Integer.parseInt(arguments[1]), runs.get(0));
        }
    }

    private static void record(Path file, List<Path> runs) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path run : runs) {
            steps(run).forEach((number, step) -> lines.add(
                    run.getFileName() + "\t" + number + "\t" + step.loss() + "\t" + step.gradientNorm()));
        }
        Files.write(file, lines);
    }

    private static void compare(Path file, List<Path> runs) throws IOException {
        double worst = 0;
        Map<String, Map<Integer, Step>> all = new HashMap<>();
        for (Path run : runs) {
            all.put(run.getFileName().toString(), steps(run));
        }
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split("\t");
            Step step = all.get(cells[0]).get(Integer.parseInt(cells[1]));
            if (step == null) {
                throw new IllegalStateException(cells[0] + ": no step " + cells[1]);
            }
            double loss = Double.parseDouble(cells[2]);
            double norm = Double.parseDouble(cells[3]);
            double difference = Math.max(
                    Math.abs(step.loss() - loss) / loss, Math.abs(step.gradientNorm() - norm) / norm);
            System.out.printf(
                    Locale.ROOT,
                    "%s, step %s: loss %.5f (CPU %.5f), norm of the gradient %.5f (CPU %.5f)%n",
                    cells[0],
                    cells[1],
                    step.loss(),
                    loss,
                    step.gradientNorm(),
                    norm);
            worst = Math.max(worst, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        }
        System.out.printf(Locale.ROOT, "Largest relative difference: %.2g; allowed: %.2g%n", worst, TOLERANCE);
        if (worst > TOLERANCE) {
            System.exit(1);
        }
    }

    private static void requireSteps(int count, Path run) throws IOException {
        Map<Integer, Step> steps = steps(run);
        if (steps.size() != count || !steps.containsKey(count - 1)) {
            System.err.println(run + " has " + steps.size() + " steps, not " + count);
            System.exit(1);
        }
    }

    /** The steps of a run by number; of a step that was repeated after a failure, the last. */
    private static Map<Integer, Step> steps(Path run) throws IOException {
        Map<Integer, Step> steps = new TreeMap<>();
        try (Stream<Path> parts = Files.list(run.resolve("events"))) {
            for (Path part : parts.sorted().toList()) {
                for (String line : Files.readAllLines(part)) {
                    if (line.contains("\"type\":\"step\"")) {
                        Map<String, Double> values = new HashMap<>();
                        Matcher number = NUMBER.matcher(line);
                        while (number.find()) {
                            values.putIfAbsent(number.group(1), Double.valueOf(number.group(2)));
                        }
                        if (!values.keySet().containsAll(Arrays.asList("step", "loss", "gradientNorm"))) {
                            throw new IllegalStateException("not a step: " + line);
                        }
                        steps.put(values.get("step").intValue(), new Step(values.get("loss"), values.get("gradientNorm")));
                    }
                }
            }
        }
        return steps;
    }
}

package io.convstream.serve;

import io.convstream.image.SplitMix;
import io.convstream.network.Classifier;
import io.convstream.rollout.Plan;
import io.convstream.rollout.ServedModel;
import io.convstream.rollout.Version;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/** Predicts micro-batches: each image by the version that its plan names. For one thread at a time. */
final class Predictor {

    private static final int PERCENT = 100;

    private final List<ServedModel> models;
    private final int top;
    private final LoadedVersions versions;

    Predictor(ServeOptions options, LoadedVersions versions) {
        this.models = options.models();
        this.top = options.top();
        this.versions = versions;
    }

    /**
     * Predicts all images of a micro-batch.
     *
     * @param recent the hashes of the versions to keep in memory beside those of this batch
     * @throws IOException if a version cannot be loaded
     */
    ServeResult predict(List<ServeEntry> batch, Set<String> recent) throws IOException {
        var compared = new int[models.size()];
        var disagreements = new int[models.size()];
        var predictions = new Prediction[batch.size() * models.size()];
        var answers = new float[predictions.length][];
        Set<String> used = new HashSet<>(recent);
        for (int model = 0; model < models.size(); model++) {
            Map<String, float[][]> all = probabilities(model, batch);
            used.addAll(all.keySet());
            for (int i = 0; i < batch.size(); i++) {
                ServeEntry entry = batch.get(i);
                Plan plan = entry.plans()[model];
                Version answer = answer(plan, entry.request());
                float[] probabilities = of(all, answer, i);
                predictions[i * models.size() + model] = prediction(model, entry, answer, probabilities);
                answers[i * models.size() + model] = probabilities;
                if (plan.candidate() != null && plan.percent() == 0) {
                    compared[model]++;
                    disagreements[model] += AnsweredImage.mostProbable(probabilities)
                                    == AnsweredImage.mostProbable(of(all, plan.candidate(), i))
                            ? 0
                            : 1;
                }
            }
        }
        versions.keepOnly(used);
        return new ServeResult(batch, List.of(predictions), answers, compared, disagreements);
    }

    private static float[] of(Map<String, float[][]> all, Version version, int image) {
        return Objects.requireNonNull(all.get(version.sha256()), version.sha256())[image];
    }

    /** Returns the probabilities by hash of the version and index of the image; null for images that a version does not predict. */
    private Map<String, float[][]> probabilities(int model, List<ServeEntry> batch) throws IOException {
        Map<String, List<Integer>> images = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            Plan plan = batch.get(i).plans()[model];
            images.computeIfAbsent(answer(plan, batch.get(i).request()).sha256(), hash -> new ArrayList<>())
                    .add(i);
            if (plan.candidate() != null && plan.percent() == 0) {
                images.computeIfAbsent(plan.candidate().sha256(), hash -> new ArrayList<>())
                        .add(i);
            }
        }
        Map<String, float[][]> all = new LinkedHashMap<>();
        for (Map.Entry<String, List<Integer>> version : images.entrySet()) {
            Classifier classifier = versions.get(models.get(model).name(), version.getKey());
            all.put(version.getKey(), probabilities(model, batch, version.getValue(), classifier));
        }
        return all;
    }

    private float[][] probabilities(int model, List<ServeEntry> batch, List<Integer> images, Classifier classifier)
            throws IOException {
        int size = models.get(model).framing().crop().size();
        int classes = classifier.classes();
        var result = new float[batch.size()][];
        var pixels = new float[LoadedVersions.CHUNK * size];
        for (int from = 0; from < images.size(); from += LoadedVersions.CHUNK) {
            int count = Math.min(LoadedVersions.CHUNK, images.size() - from);
            for (int i = 0; i < count; i++) {
                System.arraycopy(batch.get(images.get(from + i)).inputs()[model].values(), 0, pixels, i * size, size);
            }
            float[] probabilities = classifier.probabilities(pixels, count);
            for (int i = 0; i < count; i++) {
                result[images.get(from + i)] = Arrays.copyOfRange(probabilities, i * classes, (i + 1) * classes);
            }
        }
        return result;
    }

    /** Returns the version that answers: of a canary the candidate, for a fixed share of the keys. */
    private static Version answer(Plan plan, ImageRequest request) {
        if (plan.candidate() == null || plan.percent() == 0) {
            return plan.answer();
        }
        long key = request.key() == null
                ? SplitMix.mix(request.partition(), request.offset())
                : SplitMix.mix(request.key().length, Arrays.hashCode(request.key()));
        return Long.remainderUnsigned(key, PERCENT) < plan.percent() ? plan.candidate() : plan.answer();
    }

    private Prediction prediction(int model, ServeEntry entry, Version version, float[] probabilities) {
        ServedModel served = models.get(model);
        int[] order = IntStream.range(0, probabilities.length)
                .boxed()
                .sorted((a, b) -> Float.compare(probabilities[b], probabilities[a]))
                .limit(top)
                .mapToInt(Integer::intValue)
                .toArray();
        var classes = new String[order.length];
        var best = new float[order.length];
        for (int i = 0; i < order.length; i++) {
            classes[i] = served.classes().get(order[i]);
            best[i] = probabilities[order[i]];
        }
        Plan plan = entry.plans()[model];
        ImageRequest request = entry.request();
        return new Prediction(
                served.name(),
                version,
                version.equals(plan.candidate()),
                request.topic(),
                request.partition(),
                request.offset(),
                request.timestamp(),
                version.step() < 0 ? -1 : plan.newestStep() - version.step(),
                classes,
                best,
                request.key(),
                request.headers());
    }
}

package io.convstream.report;

import io.convstream.image.ImageSet;
import io.convstream.image.Png;
import io.convstream.network.Classifier;
import io.convstream.prepare.ImagePreparer;
import io.convstream.prepare.PrepareOptions;
import io.convstream.prepare.PreparedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Finds the held-out images that a model misclassifies with the highest confidence. */
final class MisclassifiedImages {

    private static final int BATCH = 100;
    private static final int LIMIT = 24;

    private final Classifier classifier;
    private final PrepareOptions options;
    private final PriorityQueue<Candidate> mostConfident =
            new PriorityQueue<>(Comparator.comparingDouble(Candidate::probability));

    private record Candidate(PreparedImage image, int predicted, float probability) {}

    private MisclassifiedImages(Classifier classifier, PrepareOptions options) {
        this.classifier = classifier;
        this.options = options;
    }

    /** @param classifier a classifier of batch size {@link #batch()} */
    static List<MisclassifiedImage> of(Classifier classifier, ImageSet set, PrepareOptions options) throws IOException {
        var images = new MisclassifiedImages(classifier, options);
        images.classifyAll(set);
        List<String> classes = set.classNames();
        return images.mostConfident.stream()
                .sorted(Comparator.comparingDouble(candidate -> -candidate.probability()))
                .map(candidate -> new MisclassifiedImage(
                        DataUri.of(Png.rgb(
                                candidate.image().original(), options.framing().image())),
                        classes.get(candidate.image().label()),
                        classes.get(candidate.predicted()),
                        candidate.probability()))
                .toList();
    }

    /** Returns the batch size. */
    static int batch() {
        return BATCH;
    }

    private void classifyAll(ImageSet set) throws IOException {
        List<PreparedImage> batch = new ArrayList<>();
        try (ImageSet.Reader reader = set.open();
                ImagePreparer preparer = ImagePreparer.forEvaluation(options)) {
            for (long position = 0; position < set.size(); position++) {
                preparer.prepare(reader.read(position).numbered(position, 0)).ifPresent(batch::add);
                if (batch.size() == BATCH) {
                    classify(batch);
                    batch.clear();
                }
            }
        }
        if (!batch.isEmpty()) {
            classify(batch);
        }
    }

    private void classify(List<PreparedImage> batch) {
        int size = options.framing().crop().size();
        int classes = classifier.classes();
        float[] pixels = new float[batch.size() * size];
        for (int i = 0; i < batch.size(); i++) {
            System.arraycopy(batch.get(i).input(), 0, pixels, i * size, size);
        }
        float[] probabilities = classifier.probabilities(pixels, batch.size());
        for (int i = 0; i < batch.size(); i++) {
            int predicted = 0;
            for (int c = 1; c < classes; c++) {
                if (probabilities[i * classes + c] > probabilities[i * classes + predicted]) {
                    predicted = c;
                }
            }
            if (predicted != batch.get(i).label()) {
                add(new Candidate(batch.get(i), predicted, probabilities[i * classes + predicted]));
            }
        }
    }

    private void add(Candidate candidate) {
        mostConfident.add(candidate);
        if (mostConfident.size() > LIMIT) {
            mostConfident.remove();
        }
    }
}

package io.convstream.labels;

import io.convstream.image.ClassNames;
import io.convstream.rollout.ServedModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The classes of the models by the names and indices that labels give. */
final class LabelClasses {

    private static final int UNKNOWN = -1;
    private static final int MAX_DIGITS = 6;

    private final List<ServedModel> models;
    private final List<Map<String, Integer>> indices = new ArrayList<>();

    LabelClasses(List<ServedModel> models) {
        this.models = models;
        for (ServedModel model : models) {
            Map<String, Integer> byName = new HashMap<>();
            for (String name : model.classes()) {
                byName.putIfAbsent(ClassNames.canonical(name), byName.size());
            }
            indices.add(byName);
        }
    }

    /** Returns the index of a class for each model, -1 for models that do not have it. */
    int[] indices(String name) {
        return indices.stream().mapToInt(model -> index(model, name)).toArray();
    }

    private static int index(Map<String, Integer> model, String name) {
        Integer named = model.get(ClassNames.canonical(name));
        if (named != null) {
            return named;
        }
        boolean number = name.length() <= MAX_DIGITS && name.matches("[0-9]+");
        int index = number ? Integer.parseInt(name) : UNKNOWN;
        return index < model.size() ? index : UNKNOWN;
    }

    /** Returns the position of the first model that has the class; -1 if none has. */
    static int firstKnown(int[] indices) {
        for (int model = 0; model < indices.length; model++) {
            if (indices[model] >= 0) {
                return model;
            }
        }
        return UNKNOWN;
    }

    /** Returns the name of a class of a model. */
    String name(int model, int index) {
        return models.get(model).classes().get(index);
    }

    /** Returns the classes in words. */
    @Override
    public String toString() {
        ServedModel first = models.get(0);
        return ClassNames.listed(first.classes()) + ", or an index from 0 to "
                + (first.classes().size() - 1);
    }
}

package io.edgelens.doctor;

import com.sun.jna.NativeLibrary;

/** Whether the machine has a faster JPEG codec than OpenCV's own. */
record TurboJpeg() implements Check.Look {

    @Override
    public Finding look() {
        try (var library = NativeLibrary.getInstance("libturbojpeg.so.0")) {
            return Finding.good("there, " + library.getFile().getName());
        } catch (UnsatisfiedLinkError e) {
            return Finding.hint("not there; JPEG takes longer without it", "sudo apt-get install libturbojpeg0");
        }
    }
}

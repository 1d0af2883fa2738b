package io.edgelens.doctor;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a video device says of itself: Linux' V4L2, {@code linux/videodev2.h}, the same on x86-64 and aarch64. Every
 * method throws {@link LastErrorException} with the system's reason. For one thread.
 */
final class V4l2 implements AutoCloseable {

    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int EINVAL = 22;

    /** {@code struct v4l2_capability}: card at 16, capabilities at 84, those of this node at 88. */
    private static final long VIDIOC_QUERYCAP = 0x80685600L;

    /** {@code struct v4l2_fmtdesc}: index at 0, type at 4, pixelformat at 44. */
    private static final long VIDIOC_ENUM_FMT = 0xC0405602L;

    /** {@code struct v4l2_frmsizeenum}: index at 0, pixel_format at 4, type at 8, then the sizes. */
    private static final long VIDIOC_ENUM_FRAMESIZES = 0xC02C564AL;

    private static final int CAP_VIDEO_CAPTURE = 1;
    private static final int CAP_DEVICE_CAPS = 0x80000000;
    private static final int TYPE_DISCRETE = 1;
    private static final int MOST = 64;

    /** What of the C library is used. */
    @SuppressWarnings("unused")
    private static final class C {

        static {
            // Through the process, not the file: what is loaded before the C library comes first, as for everybody.
            Native.register(C.class, NativeLibrary.getProcess());
        }

        static native int open(String path, int flags);

        static native int close(int descriptor);

        static native int ioctl(int descriptor, long request, Pointer argument);
    }

    private final int descriptor;
    private final Memory capability = new Memory(104);

    private V4l2(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Opens without blocking, and beside whoever captures from it. */
    static V4l2 open(String path) {
        var device = new V4l2(checked(C.open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)));
        try {
            device.capability.clear();
            checked(C.ioctl(device.descriptor, VIDIOC_QUERYCAP, device.capability));
            return device;
        } catch (LastErrorException e) {
            device.close();
            throw e;
        }
    }

    /** What the driver calls the camera. */
    String card() {
        return capability.getString(16, "UTF-8");
    }

    /** Whether this very node does; the second node of a USB camera gives only data about its pictures. */
    boolean capturesPictures() {
        int all = capability.getInt(84);
        int own = (all & CAP_DEVICE_CAPS) != 0 ? capability.getInt(88) : all;
        return (own & CAP_VIDEO_CAPTURE) != 0;
    }

    /** The pixel formats it offers, each with its sizes such as {@code 1280x720}, as far as it tells. */
    Map<String, List<String>> formats() {
        var formats = new LinkedHashMap<String, List<String>>();
        try (var description = new Memory(64)) {
            for (int i = 0; i < MOST; i++) {
                description.clear();
                description.setInt(0, i);
                description.setInt(4, CAP_VIDEO_CAPTURE);
                if (!ask(VIDIOC_ENUM_FMT, description)) {
                    break;
                }
                int fourcc = description.getInt(44);
                formats.put(text(fourcc), sizes(fourcc));
            }
        }
        return formats;
    }

    private List<String> sizes(int fourcc) {
        var sizes = new ArrayList<String>();
        try (var size = new Memory(44)) {
            for (int i = 0; i < MOST; i++) {
                size.clear();
                size.setInt(0, i);
                size.setInt(4, fourcc);
                if (!ask(VIDIOC_ENUM_FRAMESIZES, size)) {
                    break;
                }
                if (size.getInt(8) != TYPE_DISCRETE) {
                    sizes.add("%dx%d to %dx%d"
                            .formatted(size.getInt(12), size.getInt(24), size.getInt(16), size.getInt(28)));
                    break;
                }
                sizes.add(size.getInt(12) + "x" + size.getInt(16));
            }
        }
        return sizes;
    }

    /** False when the list has ended. */
    private boolean ask(long request, Memory argument) {
        if (C.ioctl(descriptor, request, argument) >= 0) {
            return true;
        }
        if (Native.getLastError() == EINVAL) {
            return false;
        }
        throw new LastErrorException(Native.getLastError());
    }

    private static int checked(int result) {
        if (result < 0) {
            throw new LastErrorException(Native.getLastError());
        }
        return result;
    }

    private static String text(int fourcc) {
        var text = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            text.append((char) (fourcc >> (8 * i) & 0x7F));
        }
        return text.toString().strip();
    }

    @Override
    public void close() {
        capability.close();
        C.close(descriptor);
    }
}
